//! What a desk does, told as transcripts: `input -> [effects] | calls`.

mod ending;
mod given;
mod heard;
mod inbound;
mod media;
mod microphone;
mod notation;
mod outbound;
mod races;
mod requested;
mod ringing;
mod socket;
mod tabs;

use tring_softphone::{Desk, Input};

/// One line for each of `inputs`, one second apart, at a desk that nothing has happened to.
fn transcript(inputs: &[Input]) -> String {
    transcript_after(&[], inputs)
}

/// The same, at a desk where `before` has happened already.
fn transcript_after(before: &[Input], inputs: &[Input]) -> String {
    let mut desk = Desk::new("desk".to_owned());
    for (second, input) in (0..).zip(before) {
        desk.handle(second * 1_000, input.clone());
    }
    let first = u64::try_from(before.len()).expect("a short story");
    let mut lines = Vec::new();
    for (second, input) in (first..).zip(inputs) {
        let effects = desk.handle(second * 1_000, input.clone());
        lines.push(notation::line(input, &effects, &desk));
    }
    lines.join("\n")
}
