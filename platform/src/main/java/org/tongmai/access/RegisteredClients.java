package org.tongmai.access;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** The clients in the form that the authorization server reads. Read anew for each request: closing one works at once. */
final class RegisteredClients implements RegisteredClientRepository {

    /** Scope without which an access token is good for nothing but the user's own name. */
    static final String RECORD = "record";

    /** Scope of systems. */
    static final String SYSTEM = "system";

    /** Where the keys of a system stand in its client settings. */
    static final String KEYS = "tongmai.jwks";

    /** Marks applications of others in the client settings. */
    private static final String APP = "tongmai.app";

    private final ClientStore store;

    RegisteredClients(ClientStore store) {
        this.store = store;
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("clients are registered through Clients");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String id) {
        return store.byId(id)
                .filter(Client::active)
                .map(RegisteredClients::registered)
                .orElse(null);
    }

    /** Whether this is an application of others. */
    static boolean isApp(RegisteredClient client) {
        return client.getClientSettings().getSettings().containsKey(APP);
    }

    private static RegisteredClient registered(Client client) {
        var builder = RegisteredClient.withId(client.id())
                .clientId(client.id())
                .clientName(client.name())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(AccessSettings.ACCESS_TOKEN)
                        .authorizationCodeTimeToLive(AccessSettings.AUTHORIZATION_CODE)
                        .build());
        String jwks = client.jwks();
        Client.App app = client.app();
        if (app != null) {
            return builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                    .redirectUris(uris -> uris.addAll(client.redirectUris()))
                    .scopes(scopes -> scopes.addAll(app.scopes()))
                    .clientSettings(ClientSettings.builder()
                            .requireProofKey(true)
                            .requireAuthorizationConsent(true)
                            .setting(APP, true)
                            .build())
                    .build();
        }
        if (jwks == null) {
            return builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .redirectUris(uris -> uris.addAll(client.redirectUris()))
                    .scope(OidcScopes.OPENID)
                    .scope(OidcScopes.PROFILE)
                    .scope(RECORD)
                    .clientSettings(ClientSettings.builder()
                            .requireProofKey(true)
                            .requireAuthorizationConsent(false)
                            .build())
                    .build();
        }
        return builder.clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .scope(SYSTEM)
                .clientSettings(ClientSettings.builder()
                        // only tells the server that assertions are signed with a private key; see SystemAssertions
                        .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES256)
                        .setting(KEYS, jwks)
                        .build())
                .build();
    }
}
