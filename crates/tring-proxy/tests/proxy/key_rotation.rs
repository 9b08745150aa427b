//! New keys for the credentials: nothing is lost, whatever happens in between.

use std::{fs, os::unix::fs::PermissionsExt};

use tring_proxy::sealing::{KEY_VARIABLE, OLD_KEY_VARIABLE};

use crate::{
    sealing::{key_file, keys, nothing_can_be_read, run, webhook_is_taken},
    world::World,
};

#[tokio::test]
async fn a_rotation_seals_everything_anew_while_the_proxy_runs() {
    let world = World::start().await;
    let admin = world.admin().await;
    let before = keys(&world);
    let sealed = |world: &World| {
        let data = world.data.clone();
        async move {
            let store =
                tring_proxy::store::Store::open(&data, tring_proxy::events::bus::Bus::new().0);
            let store = store.await.unwrap();
            let text: String = sqlx::query_scalar("SELECT credentials FROM channels")
                .fetch_one(store.readers())
                .await
                .unwrap();
            text
        }
    };
    let envelope = sealed(&world).await;
    let (code, text) = run(&world, &["key", "rotate"], &[]).await;
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains(&before[0]), "{text}");
    let after = keys(&world);
    assert_eq!(after.len(), 1, "the old key is forgotten");
    assert_ne!(after, before);
    let envelope_after = sealed(&world).await;
    assert_ne!(
        envelope.split('.').nth(1),
        envelope_after.split('.').nth(1),
        "another key's"
    );
    let bytes = fs::read(world.data.join(tring_proxy::store::FILE_NAME)).unwrap();
    let is_there = |text: &str| {
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(
        !is_there(&envelope[..60]),
        "what the old key opens is wiped"
    );

    // The proxy had the old key in its memory.
    webhook_is_taken(&world, "wacid.1").await;
    let draft = crate::world::channels::META.draft(&world);
    world.add(&admin, &draft).await;
    let list = world.cli(&["channel", "list"]).await;
    assert_eq!(list.as_array().unwrap().len(), 2);
    let (code, text) = run(&world, &["key", "rotate"], &[]).await;
    assert_eq!(
        code, 0,
        "what the proxy sealed opens with the new key: {text}"
    );
}

// The process died between the new key's file and the new rows: both keys are there, and the rows are old.
#[tokio::test]
async fn a_rotation_that_was_broken_off_is_finished_by_the_next_start() {
    let mut world = World::start().await;
    world.stop().await;
    let fresh = "cd".repeat(32);
    let old = keys(&world).remove(0);
    fs::write(key_file(&world), format!("{fresh}\n{old}\n")).unwrap();
    world.start_again().await;
    assert_eq!(keys(&world), [fresh], "the old key is not needed any more");
    webhook_is_taken(&world, "wacid.1").await;
    let mode = fs::metadata(key_file(&world)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

// Whoever was second must not write away the key that the first had just sealed everything with.
#[tokio::test]
async fn two_rotations_at_once_lose_nothing() {
    let world = World::start().await;
    let rotate = ["key", "rotate"];
    let rotations = futures_util::future::join_all([
        run(&world, &rotate, &[]),
        run(&world, &rotate, &[]),
        run(&world, &rotate, &[]),
    ]);
    for (code, text) in rotations.await {
        assert_eq!(code, 0, "{text}");
    }
    let (code, text) = run(&world, &rotate, &[]).await;
    assert_eq!(code, 0, "everything still opens: {text}");
    assert_eq!(keys(&world).len(), 1);
    webhook_is_taken(&world, "wacid.1").await;
}

#[tokio::test]
async fn a_key_from_the_environment_is_rotated_with_two_variables() {
    let mut world = World::start().await;
    world.stop().await;
    let in_file = keys(&world).remove(0);
    let (first, second) = ("12".repeat(32), "34".repeat(32));
    let rotate = ["key", "rotate"];
    // From the file into the environment.
    let variables = [(KEY_VARIABLE, first.as_str()), (OLD_KEY_VARIABLE, &in_file)];
    let (code, text) = run(&world, &rotate, &variables).await;
    assert_eq!(code, 0, "{text}");
    fs::remove_file(key_file(&world)).unwrap();
    let (code, text) = run(&world, &rotate, &[(KEY_VARIABLE, &first)]).await;
    assert_eq!(code, 1, "{text}");
    assert!(text.contains(OLD_KEY_VARIABLE), "{text}");
    let variables = [(KEY_VARIABLE, second.as_str()), (OLD_KEY_VARIABLE, &first)];
    let (code, text) = run(&world, &rotate, &variables).await;
    assert_eq!(code, 0, "{text}");
    let (code, _) = run(&world, &rotate, &[(KEY_VARIABLE, &first)]).await;
    assert_eq!(code, 1, "the first key opens nothing any more");
    nothing_can_be_read(&world);
    assert!(
        !key_file(&world).exists(),
        "no file where there are variables"
    );
}
