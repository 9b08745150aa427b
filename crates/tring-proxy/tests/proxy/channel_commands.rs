//! `tring-proxy channel …`: what it prints, and its sentences when something is wrong.

use tokio::process::Command;

use crate::world::{
    ACCESS_TOKEN, Answer, BUSINESS, CUSTOMER, TEAM, VERIFY_TOKEN, WEBHOOK_KEY, WEBHOOK_SECRET,
    World,
    channels::PLACES,
    webhook::{send_raw, signature_with, status},
};

async fn run(world: &World, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tring-proxy"))
        .args(["--data", world.data.to_str().unwrap()])
        .args(arguments)
        .env("TRING_PUBLIC_URL", world.url())
        .output()
        .await
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    for secret in [ACCESS_TOKEN, WEBHOOK_SECRET, VERIFY_TOKEN] {
        assert!(!text.contains(secret), "{text}");
    }
    (output.status.code().unwrap(), text)
}

#[tokio::test]
async fn a_channel_at_each_provider_is_added_with_what_it_needs_alone() {
    let world = World::start().await;
    for place in &PLACES {
        let draft = place.draft(&world);
        let mut command = vec!["channel", "add", "--team", TEAM, "--name", place.provider];
        for field in [
            "provider",
            "number",
            "number_id",
            "account_id",
            "access_token",
            "webhook_secret",
            "verify_token",
        ] {
            if let Some(value) = draft[field].as_str() {
                let option: &str = Box::leak(format!("--{}", field.replace('_', "-")).into());
                command.extend([option, value]);
            }
        }
        let added = world.cli(&command).await;
        assert_eq!(added["added"], true, "{}", place.provider);
        let error = world.try_cli(&command).await.unwrap_err().to_string();
        assert!(error.contains("--if-absent"), "{error}");
    }
    let list = world.cli(&["channel", "list"]).await;
    assert_eq!(list.as_array().unwrap().len(), PLACES.len() + 1);
    let entry = |name: &str| tring_providers::registry::entry(name).unwrap();
    for place in &PLACES {
        let mut channels = list.as_array().unwrap().iter();
        let channel = channels
            .find(|channel| channel["name"] == place.provider)
            .unwrap();
        assert_eq!(
            channel["base_url"],
            entry(place.provider).base_url,
            "its own address"
        );
        assert_eq!(channel["account_id"], place.account_id);
    }
}

// The demo's environment holds a verify token, which only one provider has.
#[tokio::test]
async fn what_the_environment_holds_for_another_provider_does_no_harm() {
    let world = World::start().await;
    let output = Command::new(env!("CARGO_BIN_EXE_tring-proxy"))
        .args(["--data", world.data.to_str().unwrap()])
        .args([
            "channel",
            "add",
            "--team",
            TEAM,
            "--name",
            "N",
            "--provider",
            "vobiz",
        ])
        .args(["--number", "+911140001234", "--number-id", "1"])
        .env("TRING_ACCESS_TOKEN", "t")
        .env("TRING_WEBHOOK_SECRET", "s")
        .env("TRING_VERIFY_TOKEN", "v")
        .output()
        .await
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test]
async fn a_channel_is_shown_with_the_limits_of_its_provider() {
    let world = World::start().await;
    let id = world.own_channel().await;
    for name in [id.as_str(), BUSINESS, "Demo shop"] {
        let (code, text) = run(&world, &["channel", "show", name]).await;
        assert_eq!(code, 0, "{text}");
        assert!(
            text.contains("Meta Cloud API") && text.contains(&id),
            "{text}"
        );
    }
    let shown = world.cli(&["channel", "show", "Demo shop"]).await;
    assert_eq!(shown["number"], BUSINESS);
    let (code, text) = run(&world, &["channel", "show", "Nobody"]).await;
    assert_eq!(code, 1);
    assert!(text.contains("channel list"), "{text}");
}

#[tokio::test]
async fn a_check_marks_what_works_and_what_is_missing() {
    let world = World::start().await;
    let check = ["channel", "check", "Demo shop"];
    let (code, text) = run(&world, &check).await;
    // It ended with 0 although it found problems, so that no script saw them.
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("✗ ") && text.contains("--allow-private-provider-urls"),
        "{text}"
    );
    let check = [&check[..], &["--allow-private-provider-urls"]].concat();
    let (code, text) = run(&world, &check).await;
    let problems = text.contains("✗ ");
    assert_eq!(code, i32::from(problems), "{text}");
    assert!(text.contains("✓ Calling is switched on"), "{text}");
    assert!(text.contains("? No webhook has come yet"), "{text}");
    assert!(
        text.contains(&format!("{}/api/webhook/meta/", world.url())),
        "{text}"
    );
    for field in ["calls", "messages"] {
        assert!(text.contains(field), "{text}");
    }
}

#[tokio::test]
async fn a_secret_is_rotated_and_a_channel_removed() {
    let world = World::start().await;
    let rotate = [
        "channel",
        "rotate-secret",
        "Demo shop",
        "--webhook-secret",
        "new",
    ];
    let (code, text) = run(&world, &rotate).await;
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("are taken until"), "{text}");
    let body = status("wacid.1", CUSTOMER, "RINGING")
        .to_string()
        .into_bytes();
    let signature = signature_with("new", &body);
    send_raw(&world, body, Some(&signature)).await.ok();
    let (code, text) = run(&world, &[&rotate[..], &["--window-hours", "0"]].concat()).await;
    assert_eq!(code, 1, "the one of today");
    assert!(text.contains("--webhook-secret"), "{text}");

    let (code, text) = run(&world, &["channel", "remove", "Demo shop"]).await;
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("Its calls stay"), "{text}");
    let list = world.cli(&["channel", "list"]).await;
    assert_eq!(list, serde_json::json!([]));
}

#[tokio::test]
async fn a_lost_webhook_address_is_replaced() {
    let world = World::start().await;
    let url = world.url();
    let rotate = [
        "channel",
        "rotate-webhook-url",
        "Demo shop",
        "--public-url",
        &url,
    ];
    let made = world.cli(&rotate).await;
    let made = made["webhook_url"].as_str().unwrap();
    assert!(
        made.starts_with(&format!("{url}/api/webhook/meta/")),
        "{made}"
    );
    let verify = |url: &str| {
        let query = format!("hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=1");
        Answer::of(world.http.get(format!("{url}?{query}")))
    };
    assert_eq!(verify(made).await.text, "1");
    let old = format!("{url}/api/webhook/meta/{WEBHOOK_KEY}");
    verify(&old).await.refused(404, "not_found");
}

#[tokio::test]
async fn what_a_provider_needs_is_named_by_its_option() {
    let world = World::start().await;
    let add = [
        "channel",
        "add",
        "--team",
        TEAM,
        "--name",
        "N",
        "--provider",
        "meta",
        "--number",
        "+4915112345678",
        "--number-id",
        "1",
        "--verify-token",
        "v",
        "--webhook-secret",
        "s",
    ];
    let error = world.try_cli(&add).await.unwrap_err().to_string();
    assert!(
        error.contains("--access-token (or TRING_ACCESS_TOKEN)"),
        "{error}"
    );
    assert!(error.contains("system user"), "where it is found: {error}");
    let unknown = add.map(|word| if word == "meta" { "telegram" } else { word });
    let error = world.try_cli(&unknown).await.unwrap_err().to_string();
    assert!(error.contains("positus"), "{error}");
    assert_eq!(world.count("channels").await, 1);
}
