//! What crosses the sockets: calls, answers, updates, writes, questions, and how a worker ends.

use ox_link::{Command, Outcome, ToCore, ToWorker, read_question, write_answer};

use crate::played_core::{PlayedCore, me};

/// `updates.state pts qts date seq unread_count`.
fn state(pts: i32) -> Vec<u8> {
    let mut bytes = 0xa56c_2a3e_u32.to_le_bytes().to_vec();
    for number in [pts, 2, 3, 4, 5] {
        bytes.extend(number.to_le_bytes());
    }
    bytes
}

const GET_STATE: &str = "get_state = native.class_of('updates', 'GetStateRequest', True)\n";

#[track_caller]
fn a_call(core: &mut PlayedCore) -> ox_link::Call {
    match core.next() {
        ToCore::Call(call) => call,
        other => panic!("a call was expected, not {other:?}"),
    }
}

#[test]
fn the_first_frame_says_who_is_there() {
    let mut core = PlayedCore::spawn();
    let ToCore::Hello { body } = core.next() else { panic!("hello comes first") };
    let hello: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(hello["pid"], core.pid());
    assert!(hello["python"].as_str().unwrap().starts_with("3."));
}

#[test]
fn the_host_gets_the_configuration_and_the_own_user() {
    let mut core = PlayedCore::start("report(me)");
    assert_eq!(core.reported(), "UserEmpty(id=777)");
}

fn started(code: &str) -> PlayedCore {
    PlayedCore::start(&format!("{GET_STATE}{code}"))
}

#[test]
fn a_call_carries_its_numbers_and_its_module_and_its_answer_comes_back_decoded() {
    let mut core = started(
        "context.module.set('Tester')\n\
         report((await link.call(get_state(), dc=4, threshold=9, retries=2)).pts)",
    );
    let call = a_call(&mut core);
    assert_eq!((call.dc, call.flood_threshold, call.retries, call.module.as_str()), (4, 9, 2, "Tester"));
    assert_eq!(call.body, 0xedd4_882a_u32.to_le_bytes());
    core.send(&ToWorker::Answer { call: call.call, outcome: Outcome::Done(state(41)) });
    assert_eq!(core.reported(), "41");
}

#[test]
fn calls_are_answered_in_any_order_and_to_whoever_asked() {
    let mut core = started(
        "answers = await asyncio.gather(*(link.call(get_state()) for _ in range(50)))\n\
         report([a.pts for a in answers] == list(range(50)))",
    );
    let calls: Vec<_> = (0..50).map(|_| a_call(&mut core).call).collect();
    for (pts, call) in calls.into_iter().enumerate().rev() {
        core.send(&ToWorker::Answer { call, outcome: Outcome::Done(state(pts as i32)) });
    }
    assert_eq!(core.reported(), "True");
}

#[test]
fn a_vector_of_numbers_is_read_as_the_request_expects() {
    let mut core = started(
        "ids = native.class_of('contacts', 'GetContactIDsRequest', True)(0)\n\
         wrap = native.class_of('', 'InvokeWithoutUpdatesRequest', True)\n\
         report(await link.call(wrap(ids)))\n\
         report(await link.call(bytes(ids)))",
    );
    for _ in 0..2 {
        let call = a_call(&mut core).call;
        let answer = [0x1cb5_c415_u32, 2, 7, 8].map(u32::to_le_bytes).concat();
        core.send(&ToWorker::Answer { call, outcome: Outcome::Done(answer) });
        assert_eq!(core.reported(), "[7, 8]");
    }
}

#[test]
fn a_no_of_telegram_goes_through_the_error_factory() {
    let mut core = started(
        "class No(Exception): pass\n\
         link.set_error_factory(lambda *why: No(type(why[0]).__name__, *why[1:]))\n\
         try: await link.call(get_state())\n\
         except No as no: report(no.args)\n\
         try: await link.call(get_state())\n\
         except ConnectionError as error: report(error)",
    );
    let call = a_call(&mut core).call;
    let outcome = Outcome::Rpc { code: 420, name: "FLOOD_WAIT".into(), value: Some(31) };
    core.send(&ToWorker::Answer { call, outcome });
    assert_eq!(core.reported(), "('GetStateRequest', 420, 'FLOOD_WAIT', 31)");
    let call = a_call(&mut core).call;
    core.send(&ToWorker::Answer { call, outcome: Outcome::Failed("not now".into()) });
    assert_eq!(core.reported(), "not now");
}

#[test]
fn a_cancelled_call_is_cancelled_at_the_core_and_its_late_answer_is_ignored() {
    let mut core = started(
        "task = asyncio.ensure_future(link.call(get_state()))\n\
         await asyncio.sleep(0)\n\
         task.cancel()\n\
         try: await task\n\
         except asyncio.CancelledError: report(native.in_flight())\n\
         report((await link.call(get_state())).pts)",
    );
    let call = a_call(&mut core).call;
    assert_eq!(core.next(), ToCore::Cancel { call });
    assert_eq!(core.reported(), "0");
    let next = a_call(&mut core).call;
    core.send(&ToWorker::Answer { call, outcome: Outcome::Done(state(1)) });
    core.send(&ToWorker::Answer { call: next, outcome: Outcome::Done(state(2)) });
    assert_eq!(core.reported(), "2");
}

#[test]
fn what_is_no_request_never_leaves() {
    let mut core = started(
        "for wrong in (5, get_state, native.class_of('', 'PeerUser', False)(1)):\n\
         \x20   try: await link.call(wrong)\n\
         \x20   except TypeError as error: report(error)",
    );
    for _ in 0..3 {
        assert_eq!(core.reported(), "You can only invoke requests, not types!");
    }
}

#[test]
fn updates_reach_the_routes_in_order_and_a_broken_one_stops_nobody() {
    let mut core = started(
        "def broken(*_): raise ValueError('broken route')\n\
         boot.route(broken)\n\
         boot.route(lambda update, users, chats, targets, command: report((update.id, users, chats, targets, command)))\n\
         report('ready')",
    );
    assert_eq!(core.reported(), "ready");
    let update = ToWorker::Update {
        client: 0,
        targets: vec![3, 12],
        command: Some(Command { id: 3, name: "ping".into(), text: ".ping ё".into(), filter: String::new() }),
        update: me(),
        users: vec![],
        chats: vec![],
    };
    core.send(&update);
    assert!(core.reported().contains("broken route"));
    assert_eq!(core.reported(), "(777, [], [], (3, 12), (3, 'ping', '.ping ё', ''))");
    core.send(&ToWorker::Update {
        client: 0,
        targets: vec![],
        command: None,
        update: vec![1, 2, 3, 4],
        users: vec![],
        chats: vec![],
    });
    assert!(core.reported().contains("0x04030201"));
    core.send(&ToWorker::Probe { nonce: 1 });
    assert_eq!(core.next(), ToCore::Alive { nonce: 1 });
}

#[test]
fn a_probe_is_answered_by_the_loop_and_not_while_it_stands() {
    let mut core = started("report('standing')\nnative.flush()\nnative.ask('{}')\nreport('moving')");
    assert_eq!(core.reported(), "standing");
    core.send(&ToWorker::Probe { nonce: 9 });
    read_question(&mut core.questions).unwrap();
    write_answer(&mut core.questions, &Ok("null".into())).unwrap();
    assert_eq!(core.reported(), "moving");
    assert_eq!(core.next(), ToCore::Alive { nonce: 9 });
}

#[test]
fn the_stack_of_a_standing_loop_is_written_on_request() {
    let mut core = started("report('standing')\nnative.flush()\nwhile True: pass");
    assert_eq!(core.reported(), "standing");
    // SAFETY: a signal to our own child.
    unsafe { libc::kill(core.pid(), libc::SIGUSR1) };
    let mut stack = String::new();
    let mut chunk = [0; 4096];
    while !stack.contains("in body") {
        let count = std::io::Read::read(&mut core.trace, &mut chunk).unwrap();
        stack.push_str(&String::from_utf8_lossy(&chunk[..count]));
    }
    assert!(stack.contains("Current thread"), "{stack}");
}

#[test]
fn writes_are_sent_at_once_and_awaited_ones_wait_for_the_disk() {
    let mut core = started(
        "link.store('Notes', 'a', '[1]')\n\
         link.store('Notes', 'b', None)\n\
         await link.store('Notes', 'c', '2', wait=True)\n\
         report('on disk')",
    );
    let write = |ticket, key: &str, value: Option<&str>| ToCore::Store {
        ticket,
        owner: "Notes".into(),
        key: key.into(),
        value: value.map(Into::into),
    };
    assert_eq!(core.next(), write(0, "a", Some("[1]")));
    assert_eq!(core.next(), write(0, "b", None));
    let ToCore::Store { ticket, .. } = core.next() else { panic!("the third write") };
    assert_ne!(ticket, 0);
    core.send(&ToWorker::Stored { ticket });
    assert_eq!(core.reported(), "on disk");
}

#[test]
fn controls_are_answered_with_json_or_an_error() {
    let mut core = started(
        "report(await link.control('module.store', {'class': 'X'}))\n\
         try: await link.control('flush', {})\n\
         except native.CoreError as error: report(error)\n\
         link.control('ready', {}, wait=False)",
    );
    let ToCore::Control { id, name, body, .. } = core.next() else { panic!("a control") };
    assert_eq!((name.as_str(), body.as_str()), ("module.store", r#"{"class": "X"}"#));
    core.send(&ToWorker::ControlAnswer { id, ok: true, body: r#"{"hash":"abc"}"#.into() });
    assert_eq!(core.reported(), "{'hash': 'abc'}");
    let ToCore::Control { id, .. } = core.next() else { panic!("a control") };
    core.send(&ToWorker::ControlAnswer { id, ok: false, body: "disk full".into() });
    assert_eq!(core.reported(), "disk full");
    assert!(matches!(core.next(), ToCore::Control { id: 0, .. }));
}

#[test]
fn questions_block_only_who_asks_and_errors_are_raised() {
    let mut core = started(
        "asking = asyncio.ensure_future(asyncio.to_thread(link.ask, {'ask': 'owners'}))\n\
         report((await link.call(get_state())).pts)\n\
         report(await asking)\n\
         try: link.ask({'ask': 'owner', 'owner': 'x'})\n\
         except native.CoreError as error: report(error)",
    );
    let question = read_question(&mut core.questions).unwrap();
    assert_eq!(question, br#"{"ask": "owners"}"#);
    let call = a_call(&mut core).call;
    core.send(&ToWorker::Answer { call, outcome: Outcome::Done(state(6)) });
    assert_eq!(core.reported(), "6", "the loop goes on while a thread asks");
    write_answer(&mut core.questions, &Ok(r#"["Notes"]"#.into())).unwrap();
    assert_eq!(core.reported(), "['Notes']");
    read_question(&mut core.questions).unwrap();
    write_answer(&mut core.questions, &Err("no such owner".into())).unwrap();
    assert_eq!(core.reported(), "no such owner");
}

#[test]
fn other_threads_and_other_loops_may_call_and_write() {
    let mut core = started(
        "def elsewhere():\n\
         \x20   link.store('Notes', 'a', '1')\n\
         \x20   native.log(20, 'test', 'from a thread')\n\
         \x20   return asyncio.run(link.call(get_state())).pts\n\
         report(await asyncio.to_thread(elsewhere))",
    );
    assert!(matches!(core.next(), ToCore::Store { .. }));
    assert_eq!(core.reported(), "from a thread");
    let call = a_call(&mut core).call;
    core.send(&ToWorker::Answer { call, outcome: Outcome::Done(state(8)) });
    assert_eq!(core.reported(), "8");
}

#[test]
fn more_than_the_socket_takes_arrives_whole_and_in_order() {
    let mut core = started(
        "for number in range(200): native.log(20, 'test', f'{number} ' + 'x' * 50_000)\n\
         native.log(20, 'test', str(native.buffered() > 200 * 50_000))",
    );
    for number in 0..200 {
        let line = core.reported();
        assert!(line.starts_with(&format!("{number} ")) && line.len() > 50_000);
    }
    assert_eq!(core.reported(), "True");
    core.send(&ToWorker::Probe { nonce: 1 });
    assert_eq!(core.next(), ToCore::Alive { nonce: 1 });
}

#[test]
fn changes_of_interest_in_one_turn_become_one_frame() {
    let mut core = started(
        "first = interests.register('command', {'name': 'ping', 'module': 'M'})\n\
         second = interests.register('watcher', {'module': 'M', 'tags': {'out': True}})\n\
         interests.unregister(first)\n\
         interests.open_conversation(-100)\n\
         interests.send()\n\
         await asyncio.sleep(0); await asyncio.sleep(0)\n\
         report(second)",
    );
    let ToCore::Interests { body } = core.next() else { panic!("one frame of interests") };
    let sent: serde_json::Value = serde_json::from_str(&body).unwrap();
    let id = core.reported().parse::<u32>().unwrap();
    let expected = serde_json::json!({
        "commands": [], "watchers": [{"id": id, "module": "M", "tags": {"out": true}}], "events": [], "raw": [], "conversations": [-100], "decides": {},
    });
    assert_eq!(sent, expected);
}

#[test]
fn stop_runs_the_hosts_end_and_atexit_and_leaves_with_zero() {
    let mut core = started("import atexit; atexit.register(native.log, 20, 'test', 'at exit')\nreport('up')");
    assert_eq!(core.reported(), "up");
    core.send(&ToWorker::Stop);
    let (frames, status) = core.rest();
    let lines: Vec<_> = frames
        .iter()
        .map(|frame| if let ToCore::Log { text, .. } = frame { text.as_str() } else { "?" })
        .collect();
    assert_eq!(lines, ["stopped", "at exit"]);
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_core_that_vanishes_ends_the_worker_and_whoever_waits_learns_it() {
    let mut core = started("await link.call(get_state())");
    a_call(&mut core);
    assert_eq!(core.vanish().code(), Some(3));
}

#[test]
fn a_host_that_cannot_start_is_reported() {
    let core = started("raise ValueError('no good')");
    let (frames, status) = core.rest();
    assert!(format!("{frames:?}").contains("no good"));
    assert_eq!(status.code(), Some(1));
}

#[test]
fn children_do_not_inherit_the_sockets() {
    let mut core = started("import os\nreport(os.popen('ls /proc/self/fd').read().split())");
    let open = core.reported();
    for fd in ["'3'", "'4'", "'5'"] {
        // `ls` itself opens the folder as its lowest free descriptor, so 3 may be that.
        assert!(fd == "'3'" || !open.contains(fd), "{open}");
    }
}
