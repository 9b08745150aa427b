//! The few icons that are used, from Lucide (ISC license, `www/icons/LICENSE-lucide.txt`).

use leptos::prelude::*;

/// An icon. Its outline is one path: the parts that Lucide writes as several elements, joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A handset.
    Phone,
    /// A handset and an arrow to it.
    PhoneIncoming,
    /// A handset and an arrow from it.
    PhoneOutgoing,
    /// A handset and a cross.
    PhoneMissed,
    /// A handset, struck through.
    PhoneOff,
    /// A microphone.
    Microphone,
    /// A microphone, struck through.
    MicrophoneOff,
    /// An arrow in a circle.
    Redo,
    /// Waves, struck through.
    Offline,
    /// An exclamation mark in a triangle.
    Warning,
    /// An arrow out of a door.
    SignOut,
    /// Two links of a chain.
    Link,
    /// A bell.
    Bell,
    /// A shield with a tick.
    ShieldGood,
    /// A shield with a cross.
    ShieldNone,
    /// A shield with a question mark.
    ShieldUnknown,
    /// A clock.
    Clock,
    /// A mast and its waves.
    Channel,
}

impl Icon {
    fn outline(self) -> &'static str {
        match self {
            Self::Phone => PHONE,
            Self::PhoneIncoming => concat!("M16 2v6h6M22 2l-6 6", handset!()),
            Self::PhoneOutgoing => concat!("M16 8l6-6M22 8V2h-6", handset!()),
            Self::PhoneMissed => concat!("M16 2l6 6M22 2l-6 6", handset!()),
            Self::PhoneOff => {
                "M10.1 13.9a14 14 0 0 0 3.732 2.668 1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 \
                 2v3a2 2 0 0 1-2 2 18 18 0 0 1-12.728-5.272M22 2 2 22M4.76 13.582A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 \
                 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 .244.473"
            }
            Self::Microphone => {
                "M12 2a3 3 0 0 0-3 3v7a3 3 0 0 0 6 0V5a3 3 0 0 0-3-3ZM19 10v2a7 7 0 0 1-14 0v-2M12 19v3"
            }
            Self::MicrophoneOff => {
                "M2 2l20 20M18.89 13.23A7.12 7.12 0 0 0 19 12v-2M5 10v2a7 7 0 0 0 12 5M15 9.34V5a3 3 0 0 \
                 0-5.68-1.33M9 9v3a3 3 0 0 0 5.12 2.12M12 19v3"
            }
            Self::Redo => "M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8M3 3v5h5",
            Self::Offline => {
                "M12 20h.01M8.5 16.429a5 5 0 0 1 7 0M5 12.859a10 10 0 0 1 5.17-2.69M19 12.859a10 10 0 0 \
                 0-2.007-1.523M2 8.82a15 15 0 0 1 4.177-2.643M22 8.82a15 15 0 0 0-11.288-3.764M2 2l20 20"
            }
            Self::Warning => {
                "M21.73 18l-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01"
            }
            Self::SignOut => "M16 17l5-5-5-5M21 12H9M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4",
            Self::Bell => {
                "M10.268 21a2 2 0 0 0 3.464 0M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 \
                 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326"
            }
            Self::ShieldGood => concat!("M9 12l2 2 4-4", shield!()),
            Self::ShieldNone => concat!("M14.5 9.5l-5 5M9.5 9.5l5 5", shield!()),
            Self::ShieldUnknown => {
                concat!("M9.1 9a3 3 0 0 1 5.82 1c0 2-3 3-3 3M12 17h.01", shield!())
            }
            Self::Clock => "M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20M12 6v6l4 2",
            Self::Channel => {
                "M4.9 16.1C1 12.2 1 5.8 4.9 1.9M7.8 4.7a6.14 6.14 0 0 0-.8 7.5M14 9a2 2 0 1 1-4 0 2 2 0 0 1 4 0M16.2 \
                 4.8c2 2 2.26 5.11.8 7.47M19.1 1.9a9.96 9.96 0 0 1 0 14.1M9.5 18h5M8 22l4-11 4 11"
            }
            Self::Link => {
                "M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 \
                 0 7.07 7.07l1.71-1.71"
            }
        }
    }
}

macro_rules! handset {
    () => {
        "M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 \
         4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"
    };
}
use handset;

macro_rules! shield {
    () => {
        "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 \
         1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z"
    };
}
use shield;

const PHONE: &str = handset!();

/// Draws an icon. It is decoration: the word beside it, or the control's name, says what it means.
#[component]
pub fn IconImage(
    /// Which one.
    icon: Icon,
) -> impl IntoView {
    view! {
        <svg class="tring-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=icon.outline() />
        </svg>
    }
}
