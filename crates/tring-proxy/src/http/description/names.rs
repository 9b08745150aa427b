//! Our names for kinds of text and number: utoipa sees through a type's second name, and would describe ids and times as
//! `String` and `u64`.

use serde_json::{Map, Value, json};

/// The fields whose type is a second name of `String`, with that name.
const IDS: [(&str, &str); 3] = [
    ("call_id", "CallId"),
    ("desk_id", "DeskId"),
    ("attempt_id", "AttemptId"),
];
/// What utoipa calls the types that they stand for.
const TEXT: &str = "#/components/schemas/String";
const NUMBER: &str = "#/components/schemas/u64";

/// Gives them their names back, each with what is true of all its values.
pub(super) fn restore(description: &mut Value) {
    rename(description);
    let Some(schemas) = description
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    schemas.retain(|name, _| name != "String" && name != "u64");
    schemas.extend(own());
}

fn own() -> Map<String, Value> {
    let id = |text: &str| json!({"type": "string", "minLength": 1, "maxLength": 128, "description": text});
    Map::from_iter([
        (
            "CallId".to_owned(),
            id("The proxy's id of a call, `call_…`."),
        ),
        (
            "DeskId".to_owned(),
            id("What a page calls itself: any text that no other page uses."),
        ),
        (
            "AttemptId".to_owned(),
            id(
                "What a client calls one attempt to start a call: any text of its own, a UUID for example.",
            ),
        ),
        (
            "Millis".to_owned(),
            json!({"type": "integer", "format": "int64", "minimum": 0, "description": "A time in Unix milliseconds."}),
        ),
    ])
}

fn rename(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get_mut("properties") {
                for (name, schema) in properties {
                    name_of(name, schema);
                }
            }
            fields.values_mut().for_each(rename);
        }
        Value::Array(items) => items.iter_mut().for_each(rename),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The name of a property's type, also where it may be `null`.
fn name_of(property: &str, schema: &mut Value) {
    let id = IDS.iter().find(|(name, _)| *name == property);
    if let Some(choices) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        for one in choices {
            name_of(property, one);
        }
        return;
    }
    let there = match (schema.get("$ref").and_then(Value::as_str), id) {
        (Some(TEXT), Some((_, id))) => id,
        (Some(NUMBER), _) => "Millis",
        _ => return,
    };
    schema["$ref"] = json!(format!("#/components/schemas/{there}"));
}
