//! The administrator has the channel checked.

use serde_json::json;
use tring_protocol::channel::{CheckResponse, Finding, FindingLevel};

use crate::{shop::Shop, world::nothing};

/// A shop in which nothing is missing.
async fn complete(provider: &'static str) -> Shop {
    let shop = Shop::at(provider).await;
    shop.number_has("webhook_url", &shop.postman.address())
        .await;
    let template = json!({"permission_template": "sample_cpr_template"});
    shop.ada.patch(&shop.channel(""), &template).await.ok();
    shop
}

/// What was found; each finding is a sentence without a secret.
async fn findings(shop: &Shop) -> Vec<Finding> {
    let answer = shop.ada.post(&shop.channel("/check"), &nothing()).await;
    let response: CheckResponse = serde_json::from_value(answer.ok()).unwrap();
    for finding in &response.data {
        assert!(finding.message.ends_with('.'), "{finding:?}");
        assert!(
            !finding.message.contains(crate::world::ACCESS_TOKEN),
            "a secret"
        );
    }
    response.data
}

fn problems(findings: &[Finding]) -> usize {
    let is_problem = |found: &&Finding| found.level == FindingLevel::Problem;
    findings.iter().filter(is_problem).count()
}

pub(crate) async fn ok(provider: &'static str) {
    let shop = complete(provider).await;
    let findings = findings(&shop).await;
    assert_eq!(problems(&findings), 0, "{findings:?}");
    let good = findings
        .iter()
        .filter(|found| found.level == FindingLevel::Good);
    assert!(good.count() > 0, "{findings:?}");
}

/// The token has expired.
pub(crate) async fn refused(provider: &'static str) {
    let shop = Shop::at(provider).await;
    shop.number_has("token", "another-token").await;
    let findings = findings(&shop).await;
    assert!(problems(&findings) > 0, "{findings:?}");
    assert_eq!(findings[0].level, FindingLevel::Problem, "the worst first");
}

pub(crate) async fn unreachable(provider: &'static str) {
    let shop = complete(provider).await;
    shop.line.is_cut();
    let found = findings(&shop).await;
    assert!(problems(&found) > 0, "{found:?}");
    shop.line.is_mended();
    assert_eq!(problems(&findings(&shop).await), 0);
}
