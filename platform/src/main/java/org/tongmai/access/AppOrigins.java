package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * Which pages of other servers may read our answers in a browser: those of registered applications, told by where they are sent
 * back to, and only of the interfaces that applications use. Never with cookies.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html#considerations-for-cross-origin-resource-sharing-cors-support">SMART App Launch 2.2, CORS</a>
 */
final class AppOrigins implements CorsConfigurationSource {

    private static final Set<String> PATHS = Set.of("/oauth2/token", "/oauth2/jwks", "/userinfo", "/fhir");

    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final Duration KNOWN = Duration.ofSeconds(5);

    private final ClientStore clients;
    private volatile @Nullable Known known;

    private record Known(Set<String> origins, long until) {}

    AppOrigins(ClientStore clients) {
        this.clients = clients;
    }

    @Override
    public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || !forApps(request.getRequestURI()) || !registered(origin)) {
            return null;
        }
        var allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(List.of(origin));
        allowed.setAllowedMethods(List.of("GET", "HEAD", "POST"));
        allowed.setAllowedHeaders(List.of(
                HttpHeaders.AUTHORIZATION,
                HttpHeaders.CONTENT_TYPE,
                HttpHeaders.ACCEPT,
                HttpHeaders.CACHE_CONTROL,
                HttpHeaders.IF_NONE_MATCH,
                HttpHeaders.IF_MODIFIED_SINCE,
                "Prefer"));
        allowed.setExposedHeaders(List.of(
                HttpHeaders.ETAG,
                HttpHeaders.LOCATION,
                HttpHeaders.CONTENT_LOCATION,
                HttpHeaders.LAST_MODIFIED,
                HttpHeaders.WWW_AUTHENTICATE));
        allowed.setMaxAge(REMEMBERED);
        return allowed;
    }

    private static boolean forApps(String path) {
        return PATHS.contains(path) || path.startsWith("/fhir/") || path.startsWith("/.well-known/");
    }

    /** Anybody may ask, so that it is looked up once in a while only; a new application waits that long. */
    private boolean registered(String origin) {
        Known now = known;
        if (now == null || now.until() < System.nanoTime()) {
            now = new Known(
                    clients.redirects().stream().map(AppOrigins::origin).collect(Collectors.toUnmodifiableSet()),
                    System.nanoTime() + KNOWN.toNanos());
            known = now;
        }
        return now.origins().contains(origin);
    }

    /** As browsers write it. */
    private static String origin(String address) {
        URI uri = URI.create(address);
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
