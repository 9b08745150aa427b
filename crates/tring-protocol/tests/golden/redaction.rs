//! What a log may not have.

use tring_protocol::{
    api::{AnswerRequest, ClaimResponse, InitiateRequest, SignInRequest},
    events::{MessageKind, ServerMessage},
};

use crate::{
    AT, OFFER,
    api::{record, session},
    calls::inbound_ringing,
    messages::told,
};

#[test]
fn debug_shows_neither_sdp_nor_numbers_nor_names_nor_secrets() {
    let shown = [
        format!("{:?}", inbound_ringing()),
        format!("{:?}", record()),
        format!("{:?}", session().ice_servers),
        format!(
            "{:?}",
            InitiateRequest {
                phone_number: "+15550100".to_owned(),
                options: None,
                sdp_offer: Some(OFFER.to_owned()),
                attempt_id: None,
                desk_id: None,
                channel_id: None,
                call_id: None,
            }
        ),
        format!(
            "{:?}",
            ServerMessage {
                sdp: Some(OFFER.to_owned()),
                ..told(MessageKind::SdpAnswer, inbound_ringing())
            }
        ),
        format!(
            "{:?}",
            ClaimResponse {
                success: true,
                sdp_offer: OFFER.to_owned(),
                claimed_until: AT,
                pre_accept: true,
            }
        ),
        format!(
            "{:?}",
            AnswerRequest {
                desk_id: None,
                sdp_answer: Some(OFFER.to_owned()),
                agent_id: None,
            }
        ),
        format!(
            "{:?}",
            SignInRequest {
                token: "secret".to_owned()
            }
        ),
    ];
    for text in shown {
        for secret in ["5550100", "v=0", "Jane", "secret"] {
            assert!(!text.contains(secret), "`{secret}` in {text}");
        }
    }
}
