//! What clients may rely on: the frames, the codes, the limits and the plain requests.

mod app;
mod bounds;
mod figures;
mod frames;
mod pages;
mod signing_in;
mod silence;

use serde_json::json;

use frontdesk::web::protocol::{ClientFrame, ServerFrame};

/// `docs/protocol.schema.json` says what the types say.
#[test]
fn the_schema_of_the_protocol_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/protocol.schema.json");
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Frontdesk WebSocket protocol, frontdesk.v1",
        "client": schemars::schema_for!(ClientFrame),
        "server": schemars::schema_for!(ServerFrame),
    });
    let fresh = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(path, &fresh).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        published == fresh,
        "stale: run `UPDATE_SCHEMAS=1 cargo test --test it schema`"
    );
}
