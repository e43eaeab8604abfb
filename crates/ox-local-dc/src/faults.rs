//! Faults on demand: what a client must survive, switched on by a test. Nothing here happens by itself.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use crate::rpc::Refusal;
use crate::world::World;

/// Switches of a running data centre; cheap to clone.
#[derive(Clone)]
pub struct Faults {
    world: World,
}

/// The faults that are on.
#[derive(Default)]
pub(crate) struct FaultBoard {
    floods: HashMap<String, Flood>,
    errors: HashMap<String, VecDeque<Refusal>>,
    pub extra_copies: u32,
    pub withheld: bool,
}

struct Flood {
    seconds: u32,
    kind: &'static str,
    over: Option<Instant>,
}

impl Faults {
    pub(crate) fn of(world: World) -> Faults {
        Faults { world }
    }

    /// The next call of `method` ("messages.sendMessage") is answered `FLOOD_WAIT_seconds`, and so is each one
    /// until that time is over, with the seconds that are left.
    pub fn flood_wait(&self, method: &str, seconds: u32) {
        self.flood(method, seconds, "FLOOD_WAIT");
    }

    /// As `flood_wait`, in the words for those who could pay for more speed: `FLOOD_PREMIUM_WAIT_seconds`.
    pub fn premium_wait(&self, method: &str, seconds: u32) {
        self.flood(method, seconds, "FLOOD_PREMIUM_WAIT");
    }

    fn flood(&self, method: &str, seconds: u32, kind: &'static str) {
        let flood = Flood { seconds, kind, over: None };
        self.world.lock().faults.floods.insert(method.to_owned(), flood);
    }

    /// The next call of `method` is answered with this error, once; calls add up.
    pub fn rpc_error(&self, method: &str, code: i32, text: &str) {
        let mut state = self.world.lock();
        let errors = state.faults.errors.entry(method.to_owned()).or_default();
        errors.push_back(Refusal::new(code, text));
    }

    /// Closes every connection at once, without a word.
    pub fn drop_connections(&self) {
        self.world.kick();
    }

    /// Every pushed update comes `extra` more times.
    pub fn duplicate_updates(&self, extra: u32) {
        self.world.lock().faults.extra_copies = extra;
    }

    /// While on, nothing is pushed; the difference tells later.
    pub fn withhold_updates(&self, on: bool) {
        self.world.lock().faults.withheld = on;
    }

    /// Every packet is taken up this much after its arrival; zero ends it.
    pub fn latency(&self, delay: Duration) {
        self.world.set_latency(delay);
    }

    /// Every key gets a new salt: the next message of each session is answered with `bad_server_salt`.
    pub fn rotate_salts(&self) {
        self.world.lock().rotate_salts();
    }

    /// Every file reference handed out so far is refused from now on with `FILE_REFERENCE_EXPIRED`.
    pub fn expire_file_references(&self) {
        self.world.lock().files.expire_references();
    }

    /// Logins that are on their way to another data centre come too late.
    pub fn expire_exported_logins(&self) {
        for exported in self.world.lock().login.exported.values_mut() {
            exported.expires = 0;
        }
    }

    /// Switches everything off.
    pub fn clear(&self) {
        self.world.lock().faults = FaultBoard::default();
        self.world.set_latency(Duration::ZERO);
    }
}

impl FaultBoard {
    /// Refuses a call where a fault says so.
    pub fn check(&mut self, method: &str) -> Result<(), Refusal> {
        if let Some(error) = self.errors.get_mut(method).and_then(VecDeque::pop_front) {
            return Err(error);
        }
        let Some(flood) = self.floods.get_mut(method) else { return Ok(()) };
        let now = Instant::now();
        let over = *flood.over.get_or_insert(now + Duration::from_secs(u64::from(flood.seconds)));
        let left = over.saturating_duration_since(now);
        if left.is_zero() {
            self.floods.remove(method);
            return Ok(());
        }
        let seconds = left.as_secs_f64().ceil() as u64;
        Err(Refusal::new(420, format!("{}_{seconds}", flood.kind)))
    }
}
