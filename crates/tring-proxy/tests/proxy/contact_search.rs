//! How contacts are searched: by indexes, whatever their number.

use tring_calls::consent::OptIn;
use tring_proxy::store::{
    Write,
    contacts::{
        self, Person,
        search::{self, Search},
    },
};

use crate::world::World;

/// How SQLite finds one page of so many.
async fn plan(world: &World, search: &Search, total: u64) -> String {
    let sql = search::page_query(1, search, total).into_sql();
    let query = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", sql.as_str()));
    let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(query)
        .fetch_all(world.store().await.readers())
        .await
        .unwrap();
    let steps: Vec<String> = steps.into_iter().map(|(_, _, _, step)| step).collect();
    steps.join("\n")
}

fn search(change: impl FnOnce(&mut Search)) -> Search {
    let mut search = Search {
        per_page: 15,
        page: 1,
        ..Search::default()
    };
    change(&mut search);
    search
}

#[tokio::test]
async fn no_search_reads_all_contacts() {
    let world = World::start().await;
    let text = |text: &str| search(|search| search.text = Some(text.to_owned()));
    for (searched, index) in [
        (search(|_| {}), "contacts_listed"),
        (search(|search| search.before = Some(7)), "contacts_listed"),
        (
            search(|search| search.opt_in = Some(OptIn::OptedIn)),
            "contacts_opt_in",
        ),
        (
            text("gra hop"),
            "USING PRIMARY KEY (team_id=? AND word>? AND word<?)",
        ),
        (
            text("+49151"),
            "USING PRIMARY KEY (team_id=? AND word>? AND word<?)",
        ),
        (
            search(|search| search.tag = Some("vip".to_owned())),
            "USING PRIMARY KEY (team_id=? AND tag=?)",
        ),
    ] {
        let plan = plan(&world, &searched, 7).await;
        assert!(plan.contains(index), "{searched:?}\n{plan}");
        for step in plan.lines() {
            assert!(!step.starts_with("SCAN"), "{searched:?}\n{plan}");
        }
    }
}

// “+49” is the beginning of every number of a shop in Germany, and took half a second.
#[tokio::test]
async fn a_beginning_of_many_is_looked_for_until_the_page_is_full() {
    let world = World::start().await;
    let many = search(|search| search.text = Some("+49".to_owned()));
    let plan = plan(&world, &many, 100_000).await;
    let steps = [
        "contacts_listed (team_id=?)",
        "(contact_id=? AND team_id=? AND word>? AND word<?)",
    ];
    for step in steps {
        assert!(plan.contains(step), "{plan}");
    }
    assert!(
        !plan.contains("TEMP B-TREE"),
        "in the order of the list: {plan}"
    );
}

async fn add(write: &mut Write, name: &str) -> i64 {
    let person = Person {
        name: Some(name.to_owned()),
        ..Person::default()
    };
    contacts::insert(write, 1, &person, 1).await.unwrap()
}

// Contacts of a version without search were never found.
#[tokio::test]
async fn contacts_from_before_are_found_after_the_next_start() {
    let mut world = World::start().await;
    let store = world.store().await;
    let mut write = store.write().await.unwrap();
    let id = add(&mut write, "Grace Hopper").await;
    for statement in [
        "DELETE FROM contact_words",
        "UPDATE contacts SET findable = 0",
    ] {
        sqlx::query(statement).execute(write.db()).await.unwrap();
    }
    write.commit().await.unwrap();
    store.close().await;
    world.stop().await;
    world.start_again().await;
    let wanted = search(|search| search.text = Some("hop".to_owned()));
    let found = crate::world::until("the contact to be found", async || {
        let store = world.store().await;
        let mut view = store.read().await.unwrap();
        let found = search::find(&mut view, 1, &wanted).await.unwrap().contacts;
        (!found.is_empty()).then_some(found)
    })
    .await;
    assert_eq!(found[0].id, id);
}
