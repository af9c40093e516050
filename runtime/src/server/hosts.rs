//! Answers only the requests that call the server by an allowed name.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header::HOST, uri::Authority},
    middleware::{Next, from_fn},
};
use std::{net::IpAddr, sync::Arc};

/// Refuses a request by another name than `hosts`, a numeric address or `localhost`; none if there are no `hosts`.
pub(super) fn allow_hosts(hosts: &[String], routes: Router) -> Router {
    if hosts.is_empty() {
        return routes;
    }
    let hosts: Arc<[String]> = hosts.into();
    routes.layer(from_fn(move |request: Request, next: Next| {
        let allowed = is_allowed(&hosts, request.headers().get(HOST));
        async move {
            if allowed {
                return Ok(next.run(request).await);
            }
            Err((StatusCode::MISDIRECTED_REQUEST, "this name is not among the `hosts` of the server\n"))
        }
    }))
}

fn is_allowed(hosts: &[String], header: Option<&HeaderValue>) -> bool {
    let authority = header.and_then(|header| Authority::try_from(header.as_bytes()).ok());
    let Some(host) = authority.as_ref().map(Authority::host) else { return false };
    let number = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    number.parse::<IpAddr>().is_ok()
        || hosts.iter().map(String::as_str).chain(["localhost"]).any(|allowed| host.eq_ignore_ascii_case(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_allowed_by_its_name() {
        let hosts = ["metrics.example.org".to_owned(), "agent".to_owned()];
        for (header, expected) in [
            ("metrics.example.org", true),
            ("Metrics.Example.org:9090", true),
            ("agent:9090", true),
            ("localhost:9090", true),
            ("127.0.0.1:9090", true),
            ("[::1]:9090", true),
            ("10.0.0.7", true),
            ("example.org", false),
            ("evil.metrics.example.org", false),
            ("metrics.example.org.evil.org", false),
            ("127.0.0.1.evil.org:9090", false),
            ("localhost.evil.org", false),
            ("", false),
            ("a b", false),
        ] {
            let header = HeaderValue::from_static(header);
            assert_eq!(is_allowed(&hosts, Some(&header)), expected, "{header:?}");
        }
        assert!(!is_allowed(&hosts, None));
    }
}
