//! What a check found.

use leptos::prelude::*;
use tring_protocol::channel::{Finding, FindingLevel};

use crate::channels::{
    icons::{Glyph, GlyphImage},
    text,
};

/// What was found, the worst first. Each says in a word and by a shape how it stands.
pub(crate) fn findings(found: Vec<Finding>) -> AnyView {
    let rows = found.into_iter().map(|finding| {
        let (glyph, kind) = look(finding.level);
        view! {
            <li class="tring-finding" data-level=kind>
                <GlyphImage glyph />
                <p class="tring-finding__text">
                    <strong>{text::level(finding.level)}</strong>
                    " "
                    <span>{finding.message}</span>
                </p>
            </li>
        }
    });
    view! { <ul class="tring-findings">{rows.collect_view()}</ul> }.into_any()
}

fn look(level: FindingLevel) -> (Glyph, &'static str) {
    match level {
        FindingLevel::Problem => (Glyph::Problem, "problem"),
        FindingLevel::Unknown => (Glyph::Unknown, "unknown"),
        FindingLevel::Good => (Glyph::Good, "good"),
    }
}
