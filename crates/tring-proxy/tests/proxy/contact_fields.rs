//! Bad input for contacts is refused with a sentence; every other text is kept as it is.

use serde_json::{Value, json};

use crate::{
    contacts::{add, patch, shown},
    world::{CUSTOMER, OTHER_CUSTOMER, World},
};

#[tokio::test]
async fn what_a_contact_cannot_be_is_refused_and_changes_nothing() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contact = add(
        &ada,
        json!({"phone_number": OTHER_CUSTOMER, "name": "Grace"}),
    )
    .await;
    let with = |field: &str, value: Value| {
        let mut body = json!({"phone_number": CUSTOMER});
        body[field] = value;
        body
    };
    for body in [
        json!({}),
        json!({"name": "Grace"}),
        json!({"phone_number": null, "bsuid": null}),
        json!({"bsuid": ""}),
        with("name", json!("x".repeat(10_240))),
        with("name", json!("x".repeat(257))),
        with("name", json!("a\u{0}b")),
        with("name", json!(7)),
        with("bsuid", json!("x".repeat(129))),
        with("bsuid", json!("\u{0}")),
        with("bsuid", json!(["a"])),
        with("tags", json!("vip")),
        with("tags", json!([""])),
        with("tags", json!(["a", 1])),
        with("tags", json!(["a\u{0}"])),
        with("tags", json!(["x".repeat(65)])),
        with(
            "tags",
            json!((0..51).map(|n| n.to_string()).collect::<Vec<_>>()),
        ),
        with("opt_in", json!("maybe")),
        with("opt_in", json!(true)),
        with("automation_blocks_calling", json!("yes")),
    ] {
        ada.post("/api/contacts", &body)
            .await
            .refused(400, "invalid_request");
        if body.get("phone_number") == Some(&json!(CUSTOMER)) {
            patch(&ada, &contact, body)
                .await
                .refused(400, "invalid_request");
        }
    }
    assert_eq!(world.count("contacts").await, 1);
    assert_eq!(shown(&ada, &contact).await, contact);
}

#[tokio::test]
async fn a_number_that_nobody_has_and_a_query_that_cannot_be_are_refused() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let contact = add(&ada, json!({"bsuid": "US.1"})).await;
    for number in [
        "",
        "0151 1234567",
        "+49",
        "+4915112345678901234",
        "call me",
        "+49\u{0}15112345678",
    ] {
        let body = json!({"phone_number": number});
        ada.post("/api/contacts", &body)
            .await
            .refused(400, "invalid_phone_number");
        patch(&ada, &contact, body)
            .await
            .refused(400, "invalid_phone_number");
    }
    for query in [
        "per_page=0",
        "per_page=101",
        "per_page=abc",
        "page=0",
        "page=-1",
        "opt_in=maybe",
        "cursor=x",
        "cursor=-3",
        "q=%00",
        "tag=%00",
    ] {
        ada.get(&format!("/api/contacts?{query}"))
            .await
            .refused(400, "invalid_request");
    }
    let long = format!("/api/contacts?q={}", "x".repeat(300));
    ada.get(&long).await.refused(400, "invalid_request");
    assert_eq!(world.count("contacts").await, 1);
    assert_eq!(shown(&ada, &contact).await, contact);
}

#[tokio::test]
async fn every_text_is_kept_as_it_is() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    for (index, text) in [
        "<script>alert(1)</script>",
        "'; DROP TABLE contacts; --",
        " spaces ",
        "\u{202e}evil",
        "👩‍💻",
        "a\nb",
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({"name": text, "bsuid": format!("{index} {text}"), "tags": [text]});
        let contact = add(&ada, body).await;
        assert_eq!(shown(&ada, &contact).await["name"], text);
        assert_eq!(contact["tags"], json!([text]));
        assert_eq!(contact["bsuid"], format!("{index} {text}"));
    }
    assert_eq!(world.count("contacts").await, 6);
}
