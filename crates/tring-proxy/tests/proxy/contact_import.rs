//! Contacts from CSV files, with a report.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    contacts::{add, shown},
    world::{Agent, Answer, CUSTOMER, OTHER_CUSTOMER, World},
};

async fn import(agent: &Agent, file: impl Into<reqwest::Body>) -> Answer {
    let request = agent.request(Method::POST, "/api/contacts/import");
    Answer::of(request.header("content-type", "text/csv").body(file)).await
}

async fn report(agent: &Agent, file: impl Into<reqwest::Body>) -> Value {
    import(agent, file).await.ok()["data"].clone()
}

fn counts(report: &Value) -> [u64; 4] {
    ["created", "updated", "unchanged", "skipped"].map(|field| report[field].as_u64().unwrap())
}

#[tokio::test]
async fn a_file_makes_and_updates_contacts_and_says_so() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let known = json!({"phone_number": CUSTOMER, "name": "Grace", "tags": ["old"]});
    let known = add(&ada, known).await;
    let file = format!(
        "\u{feff}Name;Phone;Extra;Tags;Opt_in\r\n\
         \"Hopper; Grace\";{CUSTOMER};x;\"vip, old\";yes\r\n\
         \r\n\
         Ada;+49 151 87654321;;;\r\n"
    );
    assert_eq!(counts(&report(&ada, file.clone()).await), [1, 1, 0, 0]);
    let contact = shown(&ada, &known).await;
    assert_eq!(contact["name"], "Hopper; Grace");
    assert_eq!(contact["tags"], json!(["old", "vip"]));
    assert_eq!(contact["opt_in"], "opted_in");
    assert_eq!(contact["opt_in_source"], "import");
    assert_eq!(
        counts(&report(&ada, file).await),
        [0, 0, 2, 0],
        "the same again"
    );
    let list = ada.get("/api/contacts?q=49151876").await.ok();
    assert_eq!(list["data"][0]["phone_number"], OTHER_CUSTOMER);
}

// One line of a thousand was wrong, and none was taken.
#[tokio::test]
async fn a_bad_line_is_reported_and_keeps_no_other_from_being_taken() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let file = [
        "phone,name,bsuid,tags,opt_in".to_owned(),
        format!("{CUSTOMER},Grace,,,"),
        "0151 1234567,No country,,,".to_owned(),
        ",Nobody,,,".to_owned(),
        "+15550100001,Ann,,,maybe".to_owned(),
        "+15550100002,Too,many,,,cells".to_owned(),
        format!("+15550100003,{},,,", "x".repeat(10_240)),
        "+15550100004,\"Unclosed,,,".to_owned(),
        ",By id,US.1,,".to_owned(),
        format!("{CUSTOMER},Mixed,US.1,,"),
        format!("+15550100005,Ann,,{},", "t".repeat(65)),
        "+15550100006,Last,,,opted_out".to_owned(),
    ]
    .join("\n");
    let mut file = file.into_bytes();
    file.extend(b"\n+15550100007,M\xfcller,,,\n+15550100008,Fine,,,\n+15550100009,a\0b,,,");
    let report = report(&ada, file).await;
    assert_eq!(counts(&report), [4, 0, 0, 10], "{report}");
    let errors: Vec<(u64, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            assert!(
                error["message"].as_str().unwrap().ends_with('.'),
                "a sentence: {error}"
            );
            (
                error["line"].as_u64().unwrap(),
                error["field"].as_str().unwrap_or("-"),
            )
        })
        .collect();
    assert_eq!(
        errors,
        [
            (3, "phone"),
            (4, "phone"),
            (5, "opt_in"),
            (6, "-"),
            (7, "name"),
            (8, "-"),
            (10, "bsuid"),
            (11, "tags"),
            (13, "-"),
            (15, "name"),
        ]
    );
    assert_eq!(world.count("contacts").await, 4);
}

#[tokio::test]
async fn a_person_with_a_new_number_keeps_her_record() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let known = add(
        &ada,
        json!({"phone_number": "+551187654321", "bsuid": "BR.1"}),
    )
    .await;
    let same = report(&ada, "phone\n+5511987654321\n").await;
    assert_eq!(
        counts(&same),
        [0, 0, 1, 0],
        "the same number in its other form"
    );
    assert_eq!(shown(&ada, &known).await["phone_number"], "+551187654321");
    let moved = report(&ada, format!("bsuid\tphone\nBR.1\t{CUSTOMER}\n")).await;
    assert_eq!(counts(&moved), [0, 1, 0, 0]);
    assert_eq!(shown(&ada, &known).await["phone_number"], CUSTOMER);
}

// A connection broke in the middle of a line, and half a number was somebody else's.
#[tokio::test]
async fn a_file_that_ends_within_a_line_does_not_make_a_contact_of_it() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let file = format!("phone,name\n{CUSTOMER},Grace\n+49151876543");
    let report = report(&ada, file).await;
    assert_eq!(counts(&report), [1, 0, 0, 1]);
    assert_eq!(report["errors"][0]["line"], 3);
    let sentence = report["errors"][0]["message"].as_str().unwrap();
    assert!(sentence.contains("cut off"), "{sentence}");
}

#[tokio::test]
async fn a_spreadsheet_may_name_its_separator_in_the_first_line() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let file = format!("\u{feff}sep=;\r\nphone;name\r\n{CUSTOMER};\"Hopper, Grace\"\r\nx;y\r\n");
    let report = report(&ada, file).await;
    assert_eq!(counts(&report), [1, 0, 0, 1]);
    assert_eq!(report["errors"][0]["line"], 4);
}

// While a file was imported, two hundred lines at a time, a call waited for a fifth of a second.
#[tokio::test]
async fn others_write_while_a_file_is_imported() {
    const LINES: usize = 400;
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let lines = (0..LINES).map(|n| format!("+1555010{n:04},Given{n} Family{n},vip\n"));
    let file = format!("phone,name,tags\n{}", lines.collect::<String>());
    let mut importing = Box::pin(report(&ada, file));
    let mut others = 0;
    let report = loop {
        let other = add(&ada, json!({"bsuid": format!("US.{others}")}));
        tokio::select! {
            report = &mut importing => break report,
            _ = other => others += 1,
        }
    };
    assert_eq!(counts(&report)[0], LINES as u64);
    assert!(others > 10, "only {others} others had a turn");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_a_sentence() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    for (file, word) in [
        (b"".to_vec(), "empty"),
        (b"\r\n\r\n".to_vec(), "empty"),
        (b"+4915112345678\n".to_vec(), "named `phone` or `bsuid`"),
        (b"name,tags\nGrace,vip".to_vec(), "named `phone` or `bsuid`"),
        (b"phone,Phone\n1,2".to_vec(), "Two columns"),
        (b"phone,\"name\n".to_vec(), "quotation mark"),
        (b"\xff\xfep\0h\0".to_vec(), "UTF-8"),
        (b"ph\xfcne,phone\n".to_vec(), "UTF-8"),
    ] {
        let refused = import(&ada, file).await.refused(400, "invalid_request");
        let sentence = refused["error"].as_str().unwrap();
        assert!(sentence.contains(word), "{word}: {sentence}");
    }
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    let refused = import(&ada, large).await.refused(413, "too_large");
    assert!(
        refused["error"].as_str().unwrap().contains("10240 kB"),
        "{refused}"
    );
    let token = world.token(&["contacts:read"]).await;
    let request = world.http.post(world.url() + "/api/contacts/import");
    Answer::of(request.bearer_auth(token).body("phone\n"))
        .await
        .refused(403, "forbidden");
    assert_eq!(world.count("contacts").await, 0);
}

#[tokio::test]
async fn errors_without_number_are_listed_up_to_a_thousand() {
    let world = World::start().await;
    let ada = world.agent("Ada").await;
    let file = format!("phone\n{}{CUSTOMER}\n", "x\n".repeat(1_003));
    let report = report(&ada, file).await;
    assert_eq!(counts(&report), [1, 0, 0, 1_003]);
    assert_eq!(report["errors"].as_array().unwrap().len(), 1_000);
    assert_eq!(report["more_errors"], 3);
}
