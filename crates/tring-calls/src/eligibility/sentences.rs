//! What each reason means, for the agent, for whoever looks after the team, and in seed 000's table.

use tring_protocol::eligibility::BlockReason;

/// What happened and what to do, for the agent. Seed 000's own words where it has some.
pub fn user_message(reason: BlockReason) -> &'static str {
    match reason {
        BlockReason::CallingNotEnabledForNumber => "Calling is not enabled for your account",
        BlockReason::PhoneNumberInactive => {
            "Your business number is not active on WhatsApp. Ask your administrator to see to it; write from another number meanwhile."
        }
        BlockReason::AccountFlaggedByMeta => {
            "WhatsApp has restricted your business account, so it places no calls now. Write instead, and tell your administrator."
        }
        BlockReason::QualityRatingTooLow => {
            "WhatsApp rates your business number too low for calls now. Write instead, and tell your administrator."
        }
        BlockReason::ContactOptedOut => "This contact has opted out of communications",
        BlockReason::NoCallingConsent => {
            "This contact has not allowed calls from you. Ask for permission before you call."
        }
        BlockReason::ConsentExpired => {
            "This contact's permission to be called has run out. Ask for it again."
        }
        BlockReason::NoAgentsAvailable => {
            "Nobody is available to talk. Open the inbox, switch calls on, and try again."
        }
        BlockReason::AllAgentsBusy => {
            "All agents are in a call. Try again when one of them has hung up."
        }
        BlockReason::MonthlyLimitReached => {
            "Your team has used up this month's minutes. Calls go out again next month, or when your administrator raises the limit."
        }
        BlockReason::InvalidTriggerType => {
            "This call was asked for in a way that your team does not allow. Press Call in the inbox instead."
        }
        BlockReason::InvalidTriggerSource => {
            "This call was asked for from a place that your team does not allow. Press Call in the inbox instead."
        }
        BlockReason::NoCallKeywordDetected => {
            "The customer's message does not ask for a call. Read it, and press Call in the inbox if a call is wanted."
        }
        BlockReason::AutomationBlocksCalling => {
            "An automation is talking with this contact, so no calls go out. Take the contact over before you call."
        }
        BlockReason::NoExplicitConsent => {
            "This contact has not clearly said yes to a call. Ask, and call when the answer is yes."
        }
        BlockReason::TeamCallingSuspended => {
            "Too many customers were not answered, so your team places no calls for a while. Answer those who call, or ask your administrator to lift the suspension."
        }
        BlockReason::RateLimitMinuteExceeded => {
            "Your team has placed as many calls as it may in one minute. Wait a minute and try again."
        }
        BlockReason::RateLimitHourExceeded => {
            "Your team has placed as many calls as it may in one hour. Try again later."
        }
    }
}

/// What stands behind it and where it is changed, for whoever looks after the team.
pub fn admin_message(reason: BlockReason) -> &'static str {
    match reason {
        BlockReason::CallingNotEnabledForNumber => {
            "The team has no channel, or calling is switched off in the number's settings. Switch it on in the channel's settings, or check the channel so that they are read again."
        }
        BlockReason::PhoneNumberInactive => {
            "WhatsApp reports the number as disabled, banned or offboarded. Look into the WhatsApp Manager, then check the channel."
        }
        BlockReason::AccountFlaggedByMeta => {
            "WhatsApp has restricted or is reviewing the business account. The WhatsApp Manager says why, and takes an appeal."
        }
        BlockReason::QualityRatingTooLow => {
            "The number's quality rating is RED. It recovers within days when fewer customers block or report the number."
        }
        BlockReason::ContactOptedOut => "Contact opt-in status is not 'opted_in'",
        BlockReason::NoCallingConsent => {
            "The call permission is 'none': never given, declined, or revoked. Send a permission request."
        }
        BlockReason::ConsentExpired => {
            "The call permission or the recorded consent has passed its end. Send a permission request, or record a new consent."
        }
        BlockReason::NoAgentsAvailable => {
            "No agent has the inbox open with calls enabled and the status 'available', and the request brings no SDP offer."
        }
        BlockReason::AllAgentsBusy => {
            "Every reachable and available agent is in a call, and the request brings no SDP offer."
        }
        BlockReason::MonthlyLimitReached => {
            "The month's talk time has reached 'minutes_per_month' of the team's calling settings."
        }
        BlockReason::InvalidTriggerType => {
            "'trigger_type' is not one of manual, keyword, consent_reply, callback, api, automation, or not among 'trigger_types' of the team's calling settings."
        }
        BlockReason::InvalidTriggerSource => {
            "'trigger_source' is not one of inbox, whatsapp, widget, crm, api, automation, not among 'trigger_sources' of the team's calling settings, or not one where a customer writes, which 'keyword' and 'consent_reply' need."
        }
        BlockReason::NoCallKeywordDetected => {
            "'trigger_type' is keyword, and 'trigger_message' has none of 'call_keywords' of the team's calling settings."
        }
        BlockReason::AutomationBlocksCalling => {
            "The contact's 'automation_blocks_calling' is set. The program that set it takes it away, or whoever edits the contact."
        }
        BlockReason::NoExplicitConsent => {
            "'trigger_message' is no affirmative reply, or 'consent_policy' of the team's calling settings is explicit and no explicit consent is on record."
        }
        BlockReason::TeamCallingSuspended => {
            "Missed calls have reached 'missed_calls' of the team's calling settings. It ends by itself, or with DELETE /api/teams/settings/calling/suspension."
        }
        BlockReason::RateLimitMinuteExceeded => {
            "The calls of the last 60 seconds have reached 'calls_per_minute' of the team's calling settings."
        }
        BlockReason::RateLimitHourExceeded => {
            "The calls of the last 60 minutes have reached 'calls_per_hour' of the team's calling settings."
        }
    }
}

/// The description in seed 000's table.
pub fn description(reason: BlockReason) -> &'static str {
    match reason {
        BlockReason::CallingNotEnabledForNumber => "Calling feature not enabled",
        BlockReason::PhoneNumberInactive => "Phone number not active",
        BlockReason::AccountFlaggedByMeta => "Account under review",
        BlockReason::QualityRatingTooLow => "Quality rating is RED",
        BlockReason::ContactOptedOut => "Contact has opted out",
        BlockReason::NoCallingConsent => "No explicit calling consent",
        BlockReason::ConsentExpired => "Consent has expired",
        BlockReason::NoAgentsAvailable => "No agents online",
        BlockReason::AllAgentsBusy => "All agents at capacity",
        BlockReason::MonthlyLimitReached => "Monthly minutes exceeded",
        BlockReason::InvalidTriggerType => "Invalid call trigger",
        BlockReason::InvalidTriggerSource => "Invalid call request source",
        BlockReason::NoCallKeywordDetected => "No keywords found in message",
        BlockReason::AutomationBlocksCalling => "Automation blocks calling",
        BlockReason::NoExplicitConsent => "Missing affirmative response",
        BlockReason::TeamCallingSuspended => "Calling suspended due to missed calls",
        BlockReason::RateLimitMinuteExceeded => "Minutely rate limit exceeded",
        BlockReason::RateLimitHourExceeded => "Hourly rate limit exceeded",
    }
}
