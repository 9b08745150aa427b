//! The headers of answers: what is left of the caller's minute is said by all that count.

use utoipa::openapi::{
    Header, HeaderBuilder, ObjectBuilder, OpenApi as Description, PathItem, Ref, RefOr, Response,
    Type, path::Operation, schema::KnownFormat, schema::SchemaFormat,
};

/// On every answer to a request that counts.
const ALWAYS: [(&str, &str); 2] = [
    (
        "X-RateLimit-Limit",
        "How many requests the team may send in a minute. Absent where there is no limit.",
    ),
    (
        "X-RateLimit-Remaining",
        "How many more may follow at once. Absent where there is no limit.",
    ),
];
/// On a refusal for too many of our own requests; a provider's limit brings the same status without them.
const TOO_MANY: [(&str, &str); 2] = [
    (
        "Retry-After",
        "How many seconds to wait. Absent where the limit is the provider's.",
    ),
    (
        "X-RateLimit-Reset",
        "The same as a time, in Unix seconds. Absent where the limit is the provider's.",
    ),
];
/// On an answer that an `Idempotency-Key` brought back, whatever it was.
const REPLAYED: &str = "Idempotent-Replayed";
/// Where such a key can be sent.
const WITH_KEY: &str = "/api/calls/initiate";
/// Sign-ins count by address, so that they count though nobody is known yet.
const SIGN_IN: &str = "/api/session";
/// Pages open it again and again while the network is bad: it does not count.
const SOCKET: &str = "/api/events";

/// Describes the headers of the request limit, once, and names them where they come.
pub(super) fn describe(description: &mut Description) {
    let components = description.components.get_or_insert_default();
    for (name, text) in ALWAYS.into_iter().chain(TOO_MANY) {
        components.headers.insert(name.to_owned(), number(text));
    }
    components.headers.insert(REPLAYED.to_owned(), word());
    for (path, item) in &mut description.paths.paths {
        for operation in operations(item) {
            if path != SOCKET && (path == SIGN_IN || is_guarded(operation)) {
                operation.responses.responses.iter_mut().for_each(told);
            }
            if path == WITH_KEY {
                operation
                    .responses
                    .responses
                    .values_mut()
                    .for_each(replayed);
            }
        }
    }
}

fn told((status, response): (&String, &mut RefOr<Response>)) {
    let too_many = TOO_MANY.iter().filter(|_| status == "429");
    for (name, _) in ALWAYS.iter().chain(too_many) {
        add(response, name);
    }
}

fn replayed(response: &mut RefOr<Response>) {
    add(response, REPLAYED);
}

fn add(response: &mut RefOr<Response>, name: &str) {
    if let RefOr::T(response) = response {
        let there = RefOr::Ref(Ref::new(format!("#/components/headers/{name}")));
        response.headers.insert(name.to_owned(), there);
    }
}

/// Whether somebody must prove who asks.
fn is_guarded(operation: &Operation) -> bool {
    let open = |ways: &Vec<_>| ways.contains(&utoipa::openapi::SecurityRequirement::default());
    !operation.security.as_ref().is_some_and(open)
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

fn number(text: &str) -> RefOr<Header> {
    let schema = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0));
    let header = HeaderBuilder::new()
        .schema(Some(schema))
        .description(Some(text));
    RefOr::T(header.build())
}

fn word() -> RefOr<Header> {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["true"]));
    let text =
        "`true` where this is the answer to the first request with the same `Idempotency-Key`.";
    let header = HeaderBuilder::new()
        .schema(Some(schema))
        .description(Some(text));
    RefOr::T(header.build())
}
