//! What utoipa has no word for in a query.

use serde_json::{Value, json};

/// The parameters of a provider's check of a webhook address: an empty one is as wrong as any other.
const PROVIDERS: &str = "hub.";

/// An optional parameter that is empty counts as absent, unless it has a least length: `?status=&page=` is what the
/// form of a page sends.
pub(super) fn allow_empty(description: &mut Value) {
    let paths = description["paths"].as_object_mut();
    let items = paths.into_iter().flat_map(|paths| paths.values_mut());
    let operations = items
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut());
    let lists = operations.filter_map(|operation| operation.get_mut("parameters"));
    let parameters = lists.filter_map(Value::as_array_mut).flatten();
    for parameter in parameters.filter(|parameter| can_be_empty(parameter)) {
        parameter["allowEmptyValue"] = json!(true);
    }
}

fn can_be_empty(parameter: &Value) -> bool {
    let ours = parameter["name"]
        .as_str()
        .is_some_and(|name| !name.starts_with(PROVIDERS));
    let optional =
        parameter["required"] != true && parameter.pointer("/schema/minLength").is_none();
    ours && optional && parameter["in"] == "query"
}
