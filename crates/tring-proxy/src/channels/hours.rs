//! Call hours and voicemail that are changed in part: what is not given stays, holidays above all.

use serde::Serialize;
use serde_json::{Map, Value};
use tring_protocol::{
    call::Millis,
    settings::{CallingSettings, Setting},
};
use tring_providers::settings::{is_over, leave_out_old_holidays};

use crate::{json, store::words::from_word};

const HOURS: &str = "call_hours";
const HOLIDAYS: &str = "holidays";
const VOICEMAIL: &str = "voicemail";

/// A change of settings as it came: a field that is absent is another thing than an empty one.
#[derive(Clone, Debug)]
pub struct Change(Map<String, Value>);

impl Change {
    /// Reads a JSON object; the error is a sentence.
    pub fn read(body: Map<String, Value>) -> Result<Self, String> {
        if let Some(unknown) = body.keys().find(|key| from_word::<Setting>(key).is_none()) {
            return Err(format!(
                "There is no setting `{unknown}`. See the API's description for those that there are."
            ));
        }
        Ok(Self(body))
    }

    /// Whether the hours of today are needed: WhatsApp replaces them as a whole, and forgets what is left out. A holiday
    /// that is over needs them too: only one that is there already can be passed over.
    pub fn needs_current_hours(&self, now: Millis) -> bool {
        let parts = ["enabled", "time_zone", "weekly", HOLIDAYS];
        self.hours().is_some_and(|hours| {
            parts.iter().any(|part| !hours.contains_key(*part)) || has_holiday_over(hours, now)
        })
    }

    /// Whether the voicemail of today is needed: WhatsApp replaces it as a whole too, the announcement with it.
    pub fn needs_current_voicemail(&self) -> bool {
        let parts = [
            "enabled",
            "on_reject",
            "on_timeout",
            "announcement_media_id",
            "timeout_seconds",
        ];
        let voicemail = self.0.get(VOICEMAIL).and_then(Value::as_object);
        voicemail.is_some_and(|given| parts.iter().any(|part| !given.contains_key(*part)))
    }

    /// The change with call hours and voicemail as a whole. Holidays of today's hours that are over cannot be sent again
    /// and are left out, also where the change names them: it may be the settings as they were read.
    pub fn complete(
        mut self,
        current: Option<&CallingSettings>,
        now: Millis,
    ) -> Result<CallingSettings, String> {
        let hours = current.map(|current| current.call_hours.clone().unwrap_or_default());
        let voicemail = current.map(|current| current.voicemail.clone().unwrap_or_default());
        self.fill(HOURS, hours.as_ref());
        self.fill(VOICEMAIL, voicemail.as_ref());
        let mut change: CallingSettings = json::from_value(Value::Object(self.0))?;
        if let (Some(wanted), Some(current)) = (&mut change.call_hours, &hours) {
            leave_out_old_holidays(wanted, current, now);
        }
        Ok(change)
    }

    /// Adds what is there today to what is given of the setting `name`.
    fn fill(&mut self, name: &str, today: Option<&impl Serialize>) {
        if let Some(Value::Object(given)) = self.0.get_mut(name)
            && let Some(Ok(Value::Object(kept))) = today.map(serde_json::to_value)
        {
            for (part, value) in kept {
                given.entry(part).or_insert(value);
            }
        }
    }

    fn hours(&self) -> Option<&Map<String, Value>> {
        self.0.get(HOURS).and_then(Value::as_object)
    }
}

fn has_holiday_over(hours: &Map<String, Value>, now: Millis) -> bool {
    let zone = hours.get("time_zone").and_then(Value::as_str);
    let holidays = hours.get(HOLIDAYS).and_then(Value::as_array);
    let mut days = holidays
        .into_iter()
        .flatten()
        .filter_map(|day| day.get("date")?.as_str());
    days.any(|day| is_over(day, zone.unwrap_or_default(), now))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tring_protocol::settings::{CallHours, Voicemail};

    use super::*;

    /// 2026-06-15T00:00:00Z.
    const NOW: Millis = 1_781_481_600_000;

    fn change(body: Value) -> Change {
        Change::read(body.as_object().unwrap().clone()).unwrap()
    }

    fn current() -> CallingSettings {
        CallingSettings {
            call_hours: Some(hours_of_today()),
            ..CallingSettings::default()
        }
    }

    fn hours_of_today() -> CallHours {
        serde_json::from_value(json!({
            "enabled": true,
            "time_zone": "America/Manaus",
            "weekly": [{"day": "monday", "open": "09:00", "close": "17:00"}],
            "holidays": [
                {"date": "2026-01-01", "start": "00:00", "end": "23:59"},
                {"date": "2026-12-25", "start": "00:00", "end": "23:59"},
            ],
        }))
        .unwrap()
    }

    // WhatsApp forgets the holidays when the hours are sent without them, and refuses days that are over.
    #[test]
    fn new_weekly_hours_keep_the_holidays_that_are_to_come() {
        let weekly = json!([{"day": "tuesday", "open": "10:00", "close": "12:00"}]);
        let change = change(json!({"call_hours": {"weekly": weekly}}));
        assert!(
            change.needs_current_hours(NOW),
            "the holidays are not given"
        );
        let hours = change
            .complete(Some(&current()), NOW)
            .unwrap()
            .call_hours
            .unwrap();
        assert_eq!(hours.weekly[0].open, "10:00");
        assert_eq!(hours.time_zone, "America/Manaus");
        let days: Vec<&str> = hours.holidays.iter().map(|day| day.date.as_str()).collect();
        assert_eq!(days, ["2026-12-25"]);
    }

    #[test]
    fn an_empty_list_of_holidays_removes_them() {
        let change = change(json!({"call_hours": {"holidays": []}}));
        let hours = change
            .complete(Some(&current()), NOW)
            .unwrap()
            .call_hours
            .unwrap();
        assert!(hours.holidays.is_empty(), "as asked for");
        assert_eq!(hours.weekly.len(), 1);
    }

    #[test]
    fn whole_hours_and_other_settings_need_nothing_of_today() {
        let mut whole = serde_json::to_value(hours_of_today()).unwrap();
        whole["holidays"].as_array_mut().unwrap().remove(0);
        assert!(!change(json!({"call_hours": whole})).needs_current_hours(NOW));
        assert!(!change(json!({"enabled": true})).needs_current_hours(NOW));
        assert!(!change(json!({})).needs_current_hours(NOW));
    }

    // Somebody read the settings, added an hour and sent them back: all was refused, because of New Year's Day, which
    // WhatsApp itself had kept.
    #[test]
    fn settings_that_were_read_can_be_sent_back_whole() {
        let mut read = serde_json::to_value(hours_of_today()).unwrap();
        read["weekly"][0]["close"] = json!("18:00");
        let change = change(json!({"call_hours": read}));
        assert!(change.needs_current_hours(NOW), "is the day there already?");
        let hours = change.complete(Some(&current()), NOW).unwrap();
        let hours = hours.call_hours.unwrap();
        assert_eq!(hours.weekly[0].close, "18:00");
        assert_eq!(hours.holidays, hours_of_today().holidays[1..]);
    }

    #[test]
    fn what_is_no_setting_is_named() {
        let body = json!({"enabeld": true});
        let error = Change::read(body.as_object().unwrap().clone()).unwrap_err();
        assert!(error.contains("`enabeld`"), "{error}");
        let hours = change(json!({"call_hours": {"weekly": [{"day": "someday"}]}}));
        let error = hours.complete(None, NOW).unwrap_err();
        assert!(error.contains("weekly[0].day"), "{error}");
    }

    // Voicemail was switched off for a day, and its announcement and its moments were gone when it was switched on again.
    #[test]
    fn voicemail_that_is_switched_off_keeps_its_announcement() {
        let mut current = current();
        current.voicemail = Some(Voicemail {
            enabled: true,
            on_reject: true,
            on_timeout: true,
            announcement_media_id: Some("938884519013664".to_owned()),
            timeout_seconds: Some(20),
        });
        let off = change(json!({"voicemail": {"enabled": false, "timeout_seconds": null}}));
        assert!(off.needs_current_voicemail(), "the rest is not given");
        assert!(!off.needs_current_hours(NOW), "they are not changed");
        let kept = off.complete(Some(&current), NOW).unwrap();
        let expected = Voicemail {
            enabled: false,
            timeout_seconds: None,
            ..current.voicemail.unwrap()
        };
        assert_eq!(kept.voicemail, Some(expected));
        assert_eq!(kept.call_hours, None);
        assert!(!change(json!({"enabled": true})).needs_current_voicemail());
    }
}
