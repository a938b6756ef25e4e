package org.tongmai.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/**
 * Authorizations under way: questions that wait for an answer, codes of a minute and tokens of ten. They need not outlast a restart (somebody who was just
 * signing in signs in again), so they are kept in memory, bounded in time and number.
 */
final class Authorizations implements OAuth2AuthorizationService {

    /** The longest that anything in an authorization is good for, and a minute. */
    static final Duration KEPT = AccessSettings.ACCESS_TOKEN.plus(AccessSettings.AUTHORIZATION_CODE);

    /** Authorizations kept; the oldest give way. */
    private static final int MAX = 20_000;

    /** Attribute: number of what the person allowed the application. */
    static final String GRANT = "tongmai.grant";

    private final Clock clock;
    private final LongConsumer replayed;
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    /** @param replayed told of what was allowed an application whose code was shown twice */
    Authorizations(Clock clock, LongConsumer replayed) {
        this.clock = clock;
        this.replayed = replayed;
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        Long grant = authorization.getAttribute(GRANT);
        var access = authorization.getAccessToken();
        if (grant != null && access != null && access.isInvalidated()) {
            replayed.accept(grant);
        }
        keep(authorization);
    }

    private synchronized void keep(OAuth2Authorization authorization) {
        Instant now = clock.instant();
        kept.remove(authorization.getId());
        kept.put(authorization.getId(), new Kept(authorization, now));
        Iterator<Kept> oldestFirst = kept.values().iterator();
        while (oldestFirst.hasNext()) {
            boolean over = oldestFirst.next().at().plus(KEPT).isBefore(now) || kept.size() > MAX;
            if (!over) {
                break;
            }
            oldestFirst.remove();
        }
    }

    @Override
    public synchronized void remove(OAuth2Authorization authorization) {
        kept.remove(authorization.getId());
    }

    @Override
    public synchronized @Nullable OAuth2Authorization findById(String id) {
        Kept found = kept.get(id);
        return found == null ? null : found.authorization();
    }

    @Override
    public synchronized @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        for (Kept each : kept.values()) {
            if (type != null && type.getValue().equals(OAuth2ParameterNames.STATE)) {
                if (token.equals(each.authorization().getAttribute(OAuth2ParameterNames.STATE))) {
                    return each.authorization();
                }
                continue;
            }
            var found = each.authorization().getToken(token);
            if (found != null && (type == null || isOf(found.getToken(), type))) {
                return each.authorization();
            }
        }
        return null;
    }

    /** So that an access token is never taken for a code, nor the other way round. */
    private static boolean isOf(OAuth2Token token, OAuth2TokenType type) {
        return switch (type.getValue()) {
            case OAuth2ParameterNames.CODE -> token instanceof OAuth2AuthorizationCode;
            case OAuth2ParameterNames.ACCESS_TOKEN -> token instanceof OAuth2AccessToken;
            default -> !(token instanceof OAuth2AuthorizationCode) && !(token instanceof OAuth2AccessToken);
        };
    }

    private record Kept(OAuth2Authorization authorization, Instant at) {}
}
