//! The headers that keep a page to itself: own files only, no framing by others, no referrer.

use actix_web::middleware::DefaultHeaders;

/// Nothing is allowed but files and forms of this site; no inline script or style at all.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; \
    img-src 'self' data:; script-src 'self'; worker-src 'self'; connect-src 'self'; \
    manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// Device abilities that no page of ours has a use for.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), \
    geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), browsing-topics=()";

/// Headers for every response, errors and files included.
pub(crate) fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("Content-Security-Policy", CONTENT_SECURITY_POLICY))
        .add(("X-Content-Type-Options", "nosniff"))
        // Queries stand in addresses, so that not even the origin's path goes to a video's site.
        .add(("Referrer-Policy", "no-referrer"))
        .add(("Permissions-Policy", PERMISSIONS_POLICY))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
}
