//! Prints the schema tables as JSON, one constructor a line, for `compat-tests/oracle/tl_names.py`.
//! Every name is plain ASCII without quotes, so nothing needs escaping.

use std::io::Write as _;

use ox_tl::{Kind, constructors};

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for constructor in constructors() {
        let fields: Vec<String> = constructor
            .fields
            .iter()
            .map(|field| {
                let flag = field.flag.map_or("null".to_owned(), |(word, bit)| format!("[{word},{bit}]"));
                format!(r#"{{"name":"{}","kind":"{}","flag":{flag}}}"#, field.name, kind(&field.kind))
            })
            .collect();
        writeln!(
            out,
            r#"{{"id":{},"namespace":"{}","class":"{}","function":{},"result":"{}","subclass":{},"fields":[{}]}}"#,
            constructor.id,
            constructor.namespace,
            constructor.class,
            constructor.is_function,
            constructor.result,
            constructor.subclass_of,
            fields.join(","),
        )?;
    }
    out.flush()
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Object(name) | Kind::Bare(name) => (*name).to_owned(),
        Kind::Vector(item) | Kind::BareVector(item) => format!("Vector<{}>", self::kind(item)),
        plain => format!("{plain:?}"),
    }
}
