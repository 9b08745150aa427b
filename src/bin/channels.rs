//! The page for channels.

fn main() {
    leptos::mount::mount_to_body(tring::channels::Channels);
}
