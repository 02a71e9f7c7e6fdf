//! WordPress' REST API as its admin pages use it: a login cookie and a nonce.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::site::{ADMIN, Site};
use crate::http::{Request, Response};

/// A logged-in administrator.
pub(crate) struct Rest {
    address: SocketAddr,
    cookies: String,
    nonce: String,
}

impl Rest {
    /// Logs in through wp-login.php and fetches a nonce.
    pub(crate) fn log_in(site: &Site, address: SocketAddr) -> Result<Self> {
        let form = format!("log={ADMIN}&pwd={}&testcookie=1", site.admin_password);
        let login = Request::new("POST", b"/wp-login.php")
            .header("Cookie", "wordpress_test_cookie=WP%20Cookie%20check")
            .body("application/x-www-form-urlencoded", form.as_bytes())
            .send(address)?;
        let cookies: Vec<String> = login
            .all("set-cookie")
            .filter_map(|cookie| Some(String::from_utf8_lossy(cookie).split(';').next()?.to_owned()))
            .collect();
        if login.status != 302 || !cookies.iter().any(|cookie| cookie.starts_with("wordpress_logged_in")) {
            bail!("wp-login.php refused the administrator (status {})", login.status);
        }
        let cookies = cookies.join("; ");
        let nonce = Request::get("/wp-admin/admin-ajax.php?action=rest-nonce")
            .header("Cookie", cookies.as_str())
            .send(address)?;
        if nonce.status != 200 {
            bail!("WordPress gave no REST nonce (status {})", nonce.status);
        }
        Ok(Self { address, cookies, nonce: nonce.text() })
    }

    /// What the administrator's browser sends with each request.
    pub(crate) fn cookies(&self) -> &str {
        &self.cookies
    }

    /// Calls `/wp-json<path>`; an answer that is no success is an error with what WordPress said.
    pub(crate) fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let answer = self.try_call(method, path, body)?;
        if !(200..300).contains(&answer.status) {
            bail!("{method} {path}: status {}: {}", answer.status, answer.text());
        }
        serde_json::from_slice(&answer.body).with_context(|| format!("{method} {path}: no JSON: {}", answer.text()))
    }

    /// The same, with whatever status.
    pub(crate) fn try_call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Response> {
        let target = format!("/wp-json{path}");
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut request = Request::new(method, target.as_bytes())
            .header("Cookie", self.cookies.as_str())
            .header("X-WP-Nonce", self.nonce.as_str());
        if !body.is_empty() {
            request = request.body("application/json", body.as_bytes());
        }
        request.send(self.address)
    }
}
