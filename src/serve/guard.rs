//! Who may ask: only pages that this very run served, on this machine.
//!
//! A page elsewhere can make a browser send a form here, and a name that resolves to this
//! machine can make it read answers (DNS rebinding). So every request must name this host, and
//! every form must come from it and bear the token of the run.

use axum::http::{HeaderMap, header};

/// The addresses and the token of a run.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    hosts: [String; 2],
    token: String,
}

impl Guard {
    /// A guard with a new token, for a server on `port`.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(super) fn new(port: u16) -> Result<Guard, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Guard {
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
            token: crate::text::base32(&bytes, 51),
        })
    }

    /// The token that forms bear.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// The host of a request, if it is this one.
    pub(super) fn host<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = hosts.next()?.to_str().ok()?;
        let alone = hosts.next().is_none();
        let port = self.hosts[0].rsplit(':').next().unwrap_or_default();
        // Browsers leave the port of http out.
        let known = self
            .hosts
            .iter()
            .any(|known| known == host || port == "80" && known.trim_end_matches(":80") == host);
        (alone && known).then_some(host)
    }

    /// Whether a form comes from a page of this run: its origin is the host that it is sent to,
    /// and it bears the token.
    pub(super) fn accepts(&self, headers: &HeaderMap, token: &str) -> bool {
        let Some(host) = self.host(headers) else { return false };
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let origin = origins.next().and_then(|origin| origin.to_str().ok());
        let same_origin = origin == Some(&format!("http://{host}")) && origins.next().is_none();
        let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
        let same_site = matches!(site, None | Some(b"same-origin"));
        same_origin && same_site && same(token.as_bytes(), self.token.as_bytes())
    }
}

/// Whether two strings of bytes are equal, in a time that does not tell where they part.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |found, (x, y)| found | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_forms_of_this_run_are_accepted() {
        let guard = Guard::new(1111).unwrap();
        assert_eq!(guard.token().len(), 51);
        assert_ne!(guard.token(), Guard::new(1111).unwrap().token());
        let (host, origin) = (("host", "127.0.0.1:1111"), ("origin", "http://127.0.0.1:1111"));
        let token = guard.token();
        type Case<'a> = (&'a [(&'static str, &'a str)], &'a str, bool);
        let cases: [Case<'_>; 13] = [
            (&[host, origin], token, true),
            (&[("host", "localhost:1111"), ("origin", "http://localhost:1111")], token, true),
            (&[host, origin, ("sec-fetch-site", "same-origin")], token, true),
            (&[host, origin, ("sec-fetch-site", "cross-site")], token, false),
            (&[host, origin], "", false),
            (&[host, origin], &token[1..], false),
            (&[host], token, false),
            (&[host, ("origin", "null")], token, false),
            (&[host, ("origin", "http://evil.example")], token, false),
            (&[host, ("origin", "http://localhost:1111")], token, false),
            (
                &[("host", "evil.example:1111"), ("origin", "http://evil.example:1111")],
                token,
                false,
            ),
            (&[("host", "127.0.0.1"), origin], token, false),
            (&[host, ("host", "evil.example"), origin], token, false),
        ];
        for (pairs, token, expected) in cases {
            assert_eq!(guard.accepts(&headers(pairs), token), expected, "{pairs:?}");
        }
    }
}
