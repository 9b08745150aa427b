//! What tabs of one browser share. Two holders in one page stand for two tabs: both interfaces treat them alike.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use tring::browser::{locks::TabLock, tabs::Tabs};
use tring_softphone::input::Announcement;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::ground::{a_moment, until};

fn candidate(name: &str) -> (Rc<Cell<bool>>, TabLock) {
    let leads = Rc::new(Cell::new(false));
    let told = Rc::clone(&leads);
    (leads, TabLock::request(name, move || told.set(true)))
}

#[wasm_bindgen_test]
async fn one_tab_leads_and_the_next_one_when_it_goes() {
    let (first_leads, first) = candidate("test-leader");
    until("the first tab leads", || first_leads.get()).await;
    let (second_leads, _second) = candidate("test-leader");
    a_moment(100).await;
    assert!(!second_leads.get(), "two tabs must not lead");
    drop(first);
    until("the second tab leads", || second_leads.get()).await;
}

#[wasm_bindgen_test]
async fn a_tab_that_goes_while_it_waits_gives_up_its_place() {
    let (first_leads, first) = candidate("test-queue");
    until("the first tab leads", || first_leads.get()).await;
    let (second_leads, second) = candidate("test-queue");
    let (third_leads, _third) = candidate("test-queue");
    drop(second);
    drop(first);
    until("the third tab leads", || third_leads.get()).await;
    assert!(!second_leads.get(), "a tab that has gone cannot lead");
}

fn listening(name: &str) -> (Rc<RefCell<Vec<Announcement>>>, Tabs) {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&heard);
    let tabs = Tabs::join(name, move |announcement| {
        noted.borrow_mut().push(announcement);
    });
    (heard, tabs.expect("a browser with channels"))
}

#[wasm_bindgen_test]
async fn what_one_tab_announces_the_others_hear_and_it_does_not_itself() {
    let (heard_by_one, one) = listening("test-tabs");
    let (heard_by_other, _other) = listening("test-tabs");
    let (heard_by_stranger, _stranger) = listening("test-tabs-of-another-agent");
    let said = [
        Announcement::Answering {
            call_id: "call_1".to_owned(),
            desk_id: "desk".to_owned(),
        },
        Announcement::GaveUp {
            call_id: "call_1".to_owned(),
            desk_id: "desk".to_owned(),
        },
        Announcement::Declined {
            call_id: "call_2".to_owned(),
        },
    ];
    for announcement in &said {
        one.announce(announcement);
    }
    until("all three arrive", || {
        heard_by_other.borrow().len() == said.len()
    })
    .await;
    assert_eq!(*heard_by_other.borrow(), said);
    assert!(heard_by_one.borrow().is_empty());
    assert!(heard_by_stranger.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_tab_that_has_gone_hears_nothing() {
    let (_, one) = listening("test-gone");
    let (heard, other) = listening("test-gone");
    let (witness, _kept) = listening("test-gone");
    drop(other);
    one.announce(&Announcement::Declined {
        call_id: "call_1".to_owned(),
    });
    until("a third tab hears it", || witness.borrow().len() == 1).await;
    assert!(heard.borrow().is_empty());
}
