//! Says which texts a watcher's `regex` lets through: reads lines of JSON `{"pattern", "flags", "texts"}`, and prints a list of
//! true and false for each. What Python finds is compared with it by `compat-tests/oracle/test_patterns.py`.

use std::io::{self, BufRead as _, Write as _};

use ox_dispatch::{Facts, Interests, Moment, Registry, Standings};
use ox_tl::value::{Object, Value, encode};
use serde_json::{Value as Json, json};

fn object(name: &str, fields: Vec<(&'static str, Value)>) -> io::Result<Object> {
    let constructor = ox_tl::by_tl_name(name).ok_or_else(|| io::Error::other(name.to_owned()))?;
    Object::build(constructor, fields).map_err(io::Error::other)
}

/// The bytes of an update with a message of this text.
fn update(text: &str) -> io::Result<Vec<u8>> {
    let peer = object("peerUser", vec![("user_id", Value::Long(2))])?;
    let message = object(
        "message",
        vec![
            ("id", Value::Int(1)),
            ("date", Value::Int(1)),
            ("peer_id", Value::Object(peer)),
            ("message", Value::Text(text.to_owned())),
        ],
    )?;
    let fields =
        vec![("message", Value::Object(message)), ("pts", Value::Int(1)), ("pts_count", Value::Int(1))];
    encode(&object("updateNewMessage", fields)?).map_err(io::Error::other)
}

fn passes(registry: &Registry, text: &str) -> io::Result<bool> {
    let (facts, standings) = (Facts::new(1), Standings::default());
    let decision =
        registry.decide(&update(text)?, &facts, &Moment::new(0, &standings)).map_err(io::Error::other)?;
    Ok(decision.targets == [2])
}

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let asked: Json = serde_json::from_str(&line?)?;
        let regex = json!({"pattern": asked["pattern"], "flags": asked["flags"]});
        let interests: Interests =
            serde_json::from_value(json!({"watchers": [{"id": 2, "tags": {"regex": regex}}]}))?;
        let registry = Registry::new(interests);
        let texts = asked["texts"].as_array().into_iter().flatten().filter_map(Json::as_str);
        let answers = texts.map(|text| passes(&registry, text)).collect::<io::Result<Vec<bool>>>()?;
        writeln!(out, "{}", json!(answers))?;
    }
    out.flush()
}
