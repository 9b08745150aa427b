//! The table of changes that are possible, and of those that are not.

use std::fmt::Write as _;

use tring_protocol::settings::{CallHours, Holiday, OpenHours, Restriction, Weekday};

use super::*;

/// 2026-11-21, 02:00 in UTC; in Manaus it is the evening before.
const NOW: Millis = 1_795_226_400_000;

const ALL: &[Setting] = &[
    Setting::Enabled,
    Setting::IconVisible,
    Setting::IconCountries,
    Setting::CallbackPermission,
    Setting::CallHours,
    Setting::SrtpKeyExchange,
    Setting::Video,
    Setting::Recording,
    Setting::AdditionalCodecs,
    Setting::Voicemail,
    Setting::Sip,
];

/// From one word each: `monday 09:00 17:30`.
fn weekly(words: &[(Weekday, &str, &str)]) -> Vec<OpenHours> {
    words
        .iter()
        .map(|(day, open, close)| OpenHours {
            day: *day,
            open: (*open).to_owned(),
            close: (*close).to_owned(),
        })
        .collect()
}

fn holidays(words: &[(&str, &str, &str)]) -> Vec<Holiday> {
    words
        .iter()
        .map(|(date, start, end)| Holiday {
            date: (*date).to_owned(),
            start: (*start).to_owned(),
            end: (*end).to_owned(),
        })
        .collect()
}

fn good_hours() -> CallHours {
    CallHours {
        enabled: true,
        time_zone: "America/Manaus".to_owned(),
        weekly: weekly(&[
            (Weekday::Monday, "09:00", "12:00"),
            (Weekday::Monday, "12:00", "17:30"),
            (Weekday::Sunday, "00:00", "23:59"),
        ]),
        holidays: holidays(&[
            ("2026-11-20", "00:00", "23:59"),
            ("2028-02-29", "10:00", "11:00"),
        ]),
    }
}

/// A change of the hours alone.
fn hours(change: impl FnOnce(&mut CallHours)) -> CallingSettings {
    let mut hours = good_hours();
    change(&mut hours);
    CallingSettings {
        call_hours: Some(hours),
        ..CallingSettings::default()
    }
}

fn week(words: &[(Weekday, &str, &str)]) -> CallingSettings {
    hours(|hours| hours.weekly = weekly(words))
}

fn days(words: &[(&str, &str, &str)]) -> CallingSettings {
    hours(|hours| hours.holidays = holidays(words))
}

/// What is said of each change, one a line.
fn said(changes: impl IntoIterator<Item = CallingSettings>) -> String {
    let mut lines = String::new();
    for change in changes {
        let said =
            check_change(&change, ALL, NOW).map_or_else(|problem| problem, |()| "good".to_owned());
        writeln!(lines, "{said}").expect("a String takes all");
    }
    lines
}

#[test]
fn what_whatsapp_takes_is_good() {
    let on = CallingSettings {
        enabled: Some(true),
        icon_visible: Some(false),
        icon_countries: Some(vec!["US".to_owned(), "BR".to_owned()]),
        additional_codecs: Some(vec!["PCMA".to_owned(), "PCMU".to_owned()]),
        voicemail: Some(Voicemail {
            enabled: true,
            on_reject: true,
            on_timeout: true,
            announcement_media_id: Some("938884519013664".to_owned()),
            timeout_seconds: Some(20),
        }),
        sip: Some(SipState::default()),
        ..CallingSettings::default()
    };
    let off = hours(|hours| {
        hours.enabled = false;
        hours.weekly.clear();
        hours.holidays.clear();
    });
    insta::assert_snapshot!(said([on, hours(|_| {}), off]), @r"
    good
    good
    good
    ");
}

#[test]
fn hours_that_cannot_be_are_told() {
    use Weekday::{Friday, Monday, Tuesday};
    let changes = [
        hours(|hours| hours.time_zone = "America/Nowhere".to_owned()),
        hours(|hours| hours.time_zone = "america/manaus".to_owned()),
        hours(|hours| hours.time_zone = String::new()),
        hours(|hours| hours.weekly.clear()),
        week(&[(Monday, "9:00", "17:30")]),
        week(&[(Monday, "09:00", "24:00")]),
        week(&[(Monday, "09:60", "17:30")]),
        week(&[(Monday, "0900", "17:30")]),
        week(&[(Tuesday, "17:30", "09:00")]),
        week(&[(Tuesday, "09:00", "09:00")]),
        week(&[(Friday, "13:00", "18:00"), (Friday, "09:00", "13:01")]),
        week(&[
            (Friday, "09:00", "10:00"),
            (Friday, "11:00", "12:00"),
            (Friday, "13:00", "14:00"),
        ]),
    ];
    insta::assert_snapshot!(said(changes));
}

#[test]
fn holidays_that_cannot_be_are_told() {
    let many: Vec<_> = (1..=21)
        .map(|day| Holiday {
            date: format!("2027-01-{day:02}"),
            start: "00:00".to_owned(),
            end: "23:59".to_owned(),
        })
        .collect();
    let changes = [
        days(&[("2026-11-19", "00:00", "23:59")]),
        days(&[("2027-02-29", "00:00", "23:59")]),
        days(&[("25.12.2026", "00:00", "23:59")]),
        days(&[("2026-12-25T10:00", "00:00", "23:59")]),
        days(&[("2026-12-25", "0000", "23:59")]),
        days(&[("2026-12-25", "12:00", "10:00")]),
        days(&[
            ("2026-12-25", "09:00", "12:00"),
            ("2026-12-25", "11:00", "13:00"),
        ]),
        hours(|hours| hours.holidays = many),
    ];
    insta::assert_snapshot!(said(changes));
}

#[test]
fn other_values_that_cannot_be_are_told() {
    let voicemail = |change: &dyn Fn(&mut Voicemail)| {
        let mut voicemail = Voicemail {
            enabled: true,
            on_timeout: true,
            ..Voicemail::default()
        };
        change(&mut voicemail);
        CallingSettings {
            voicemail: Some(voicemail),
            ..CallingSettings::default()
        }
    };
    let changes = [
        CallingSettings::default(),
        CallingSettings {
            icon_countries: Some(vec!["BR".to_owned(), "Brazil".to_owned()]),
            ..CallingSettings::default()
        },
        CallingSettings {
            additional_codecs: Some(vec!["G722".to_owned()]),
            ..CallingSettings::default()
        },
        voicemail(&|voicemail| voicemail.on_timeout = false),
        voicemail(&|voicemail| voicemail.timeout_seconds = Some(0)),
        voicemail(&|voicemail| voicemail.announcement_media_id = Some("hello.ogg".to_owned())),
        CallingSettings {
            sip: Some(SipState {
                enabled: true,
                servers: vec!["sip.example.org:5061".to_owned()],
            }),
            ..CallingSettings::default()
        },
    ];
    insta::assert_snapshot!(said(changes));
}

#[test]
fn a_field_that_the_provider_does_not_take_is_told_by_its_name() {
    let all = CallingSettings {
        enabled: Some(true),
        icon_visible: Some(true),
        icon_countries: Some(Vec::new()),
        callback_permission: Some(true),
        call_hours: Some(good_hours()),
        srtp_key_exchange: Some(tring_protocol::settings::SrtpKeyExchange::Dtls),
        video: Some(true),
        recording: Some(true),
        additional_codecs: Some(Vec::new()),
        voicemail: Some(Voicemail::default()),
        sip: Some(SipState::default()),
        restrictions: vec![Restriction {
            kind: "RESTRICTED_BUSINESS_INITIATED_CALLING".to_owned(),
            reason: None,
            until: None,
        }],
    };
    let mut lines = String::new();
    for field in fields(&all) {
        let one = only(&all, field);
        assert_eq!(fields(&one), [field], "that field alone");
        let refused = check_change(&one, &[], NOW).expect_err("nothing can be changed");
        writeln!(lines, "{refused}").expect("a String takes all");
    }
    insta::assert_snapshot!(lines);
}

// An update of the week alone brought the old holidays with it, and WhatsApp refused it all because Christmas was over.
#[test]
fn holidays_that_are_over_are_not_sent_again() {
    let mut current = good_hours();
    current.holidays = holidays(&[
        ("2025-12-25", "00:00", "23:59"),
        ("2026-11-20", "00:00", "23:59"),
        ("2026-12-25", "00:00", "23:59"),
    ]);
    let left = |zone: &str| {
        let mut wanted = current.clone();
        zone.clone_into(&mut wanted.time_zone);
        leave_out_old_holidays(&mut wanted, &current, NOW);
        wanted.holidays
    };
    let of_today = left("America/Manaus");
    assert_eq!(
        of_today,
        current.holidays[1..],
        "it is still the 20th in Manaus"
    );
    // The zone that was asked for decides, not that of before: the shop moved to Tokyo, where the 20th is over.
    assert_eq!(left("Asia/Tokyo"), current.holidays[2..]);
    assert_eq!(left("[REDACTED]"), current.holidays[2..]);
}

#[test]
fn a_new_holiday_that_is_over_is_left_to_be_refused() {
    let mut current = good_hours();
    current.holidays = holidays(&[("2025-12-25", "00:00", "23:59")]);
    let mut wanted = current.clone();
    wanted.holidays = holidays(&[
        ("2025-12-25", "10:00", "12:00"),
        ("2025-12-26", "00:00", "23:59"),
    ]);
    let as_wanted = wanted.clone();
    leave_out_old_holidays(&mut wanted, &current, NOW);
    assert_eq!(wanted, as_wanted, "the provider has neither");
}
