//! How a channel's number stands: what checks, settings and webhooks tell, and what is kept of it.

use serde_json::json;
use tring_providers::health::QualityRating;
use tring_proxy::store::channel_health::{self, ChannelHealth};

use crate::world::{
    Agent, World,
    channels::{PLACES, Place},
    nothing,
};

async fn known(world: &World, id: &str) -> ChannelHealth {
    let store = world.store().await;
    let mut db = store.readers().acquire().await.unwrap();
    channel_health::of(&mut db, id).await.unwrap()
}

/// A channel at this provider, whose webhooks go nowhere: what is known was asked for.
async fn deaf(world: &World, admin: &Agent, place: &Place) -> String {
    let (id, _) = world.add(admin, &place.draft(world)).await;
    place.open(world, None, true).await;
    id
}

async fn put(world: &World, place: &Place, what: &str, body: serde_json::Value) {
    let path = format!("/sim/numbers/{}/{what}", place.number_id);
    world.provider.put(&path, &body).await;
}

#[tokio::test]
async fn what_was_never_told_is_not_known() {
    let world = World::start().await;
    let admin = world.admin().await;
    let id = deaf(&world, &admin, &PLACES[0]).await;
    assert_eq!(known(&world, &id).await, ChannelHealth::default());
}

#[tokio::test]
async fn a_check_keeps_how_the_number_stands_where_the_provider_tells_it() {
    let world = World::start().await;
    let admin = world.admin().await;
    for place in &PLACES {
        let id = deaf(&world, &admin, place).await;
        put(
            &world,
            place,
            "quality",
            json!({"rating": "RED", "flagged": false}),
        )
        .await;
        let check = format!("/api/channels/{id}/check");
        let found = admin.post(&check, &nothing()).await.ok().to_string();
        let health = known(&world, &id).await;
        let tells_rating = matches!(place.provider, "meta" | "ycloud");
        let red = tells_rating.then_some(QualityRating::Red);
        assert_eq!(health.quality, red, "{}", place.provider);
        assert_eq!(found.contains("quality as low"), tells_rating, "{found}");
        let tells_state = place.provider != "positus";
        assert_eq!(
            health.active,
            tells_state.then_some(true),
            "{}",
            place.provider
        );
        assert!(!health.flagged, "{}", place.provider);

        put(&world, place, "account", json!({"state": "disabled"})).await;
        admin.post(&check, &nothing()).await.ok();
        let health = known(&world, &id).await;
        assert_eq!(
            health.active,
            tells_state.then_some(false),
            "{}",
            place.provider
        );
    }
}

#[tokio::test]
async fn settings_that_are_read_or_changed_say_whether_calling_is_on() {
    let world = World::start().await;
    let admin = world.admin().await;
    let id = deaf(&world, &admin, &PLACES[0]).await;
    let settings = format!("/api/channels/{id}/settings");
    admin.get(&settings).await.ok();
    let health = known(&world, &id).await;
    assert_eq!(health.calling_enabled, Some(true));
    assert!(health.seen_at.is_some(), "when");
    admin
        .patch(&settings, &json!({"enabled": false}))
        .await
        .ok();
    assert_eq!(known(&world, &id).await.calling_enabled, Some(false));
}
