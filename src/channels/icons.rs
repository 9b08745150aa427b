//! The icons of this page alone, from Lucide (ISC license, `www/icons/LICENSE-lucide.txt`). Those that the inbox has
//! too are in `ui::icon`; these here would weigh there and not be used.

use leptos::prelude::*;

/// An icon whose outline is one path: the parts that Lucide writes as several elements, joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// A tower that sends.
    Channel,
    /// A plus.
    Plus,
    /// A bin.
    Bin,
    /// An arrow to where the line begins.
    Back,
    /// A hook in a circle.
    Good,
    /// A cross in a circle.
    Problem,
    /// A question mark in a circle.
    Unknown,
    /// Two sheets.
    Copy,
}

impl Glyph {
    fn outline(self) -> &'static str {
        match self {
            Self::Channel => {
                "M4.9 16.1C1 12.2 1 5.8 4.9 1.9M7.8 4.7a6.14 6.14 0 0 0-.8 7.5M14 9a2 2 0 1 1-4 0 2 2 0 0 1 4 0M16.2 \
                 4.8c2 2 2.26 5.11.8 7.47M19.1 1.9a9.96 9.96 0 0 1 0 14.1M9.5 18h5M8 22l4-11 4 11"
            }
            Self::Plus => "M5 12h14M12 5v14",
            Self::Bin => {
                "M3 6h18M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2M10 11v6M14 11v6"
            }
            Self::Back => "M12 19l-7-7 7-7M19 12H5",
            Self::Good => "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0M9 12l2 2 4-4",
            Self::Problem => "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0M15 9l-6 6M9 9l6 6",
            Self::Unknown => {
                "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0M9.09 9a3 3 0 0 1 5.83 1c0 2-3 3-3 3M12 17h.01"
            }
            Self::Copy => {
                "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2ZM4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 \
                 2-2h10c1.1 0 2 .9 2 2"
            }
        }
    }
}

/// Draws an icon. It is decoration: the word beside it, or the control's name, says what it means.
#[component]
pub(crate) fn GlyphImage(
    /// Which one.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="tring-icon" data-glyph=glyph.word() viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=glyph.outline() />
        </svg>
    }
}

impl Glyph {
    /// For the style sheets: an arrow turns round in right-to-left pages.
    fn word(self) -> &'static str {
        if self == Self::Back { "arrow" } else { "" }
    }
}
