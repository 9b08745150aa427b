//! The agents' page.

fn main() {
    leptos::mount::mount_to_body(tring::inbox::Inbox);
}
