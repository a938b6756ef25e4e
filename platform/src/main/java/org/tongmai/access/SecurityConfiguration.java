package org.tongmai.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AccessTokenResponseAuthenticationSuccessHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.json.JsonMapper;

/** Who may call at all: sessions, tokens, the OpenID Connect server, the table of endpoints, the headers of every answer. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /**
     * Scripts from this server only. Styles may stand in the page, because Ant Design writes them there at run time; a style
     * runs nothing.
     */
    static final String CONTENT_POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** The window that scans health codes needs the camera, and shows a screen; nothing else of a device is wanted. */
    static final String PERMISSIONS =
            "camera=(self), screen-wake-lock=(self), geolocation=(), microphone=(), payment=(), usb=()";

    /** Our page on which people read what an application of others asks. */
    private static final String CONSENT = "/consent/";

    /** Discovery tells what is offered here, not what the library could do. */
    private static final Consumer<List<String>> OFFERED_GRANTS = only(
            AuthorizationGrantType.AUTHORIZATION_CODE.getValue(),
            AuthorizationGrantType.REFRESH_TOKEN.getValue(),
            AuthorizationGrantType.CLIENT_CREDENTIALS.getValue());

    private static final Consumer<List<String>> OFFERED_METHODS =
            only(ClientAuthenticationMethod.PRIVATE_KEY_JWT.getValue(), ClientAuthenticationMethod.NONE.getValue());

    private static final Consumer<List<String>> OFFERED_SCOPES = only(
            OidcScopes.OPENID,
            OidcScopes.PROFILE,
            AppScopes.FHIR_USER,
            AppScopes.LAUNCH,
            AppScopes.LAUNCH_PATIENT,
            AppScopes.OFFLINE,
            AppScopes.ONLINE,
            "patient/*.rs",
            "user/*.rs",
            "system/*.rs",
            RegisteredClients.RECORD,
            RegisteredClients.SYSTEM);

    @Bean
    SigningKeys signingKeys(AccessSettings settings) {
        return SigningKeys.in(settings.secrets());
    }

    @Bean
    JwtEncoder jwtEncoder(SigningKeys keys) {
        NimbusJwtEncoder encoder = new NimbusJwtEncoder(keys);
        encoder.setJwkSelector(List::getFirst);
        return encoder;
    }

    @Bean
    JwtDecoder jwtDecoder(SigningKeys keys, AccessSettings settings) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier(
                        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(TokenClaims.ACCESS_TOKEN_TYPE))))
                .build();
        List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
        validators.add(new JwtTimestampValidator(AccessSettings.CLOCK_SKEW));
        if (settings.issuer() != null) {
            validators.add(new JwtIssuerValidator(settings.issuer().toString()));
        }
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators));
        return decoder;
    }

    @Bean
    RegisteredClientRepository registeredClients(ClientStore clients) {
        return new RegisteredClients(clients);
    }

    @Bean
    OAuth2AuthorizationService authorizations(AppStore apps, Clock clock) {
        return new Authorizations(clock, grant -> apps.end(grant, AppStore.End.CODE_REPLAYED, clock.instant()));
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> tokenClaims(AccountStore accounts, ClientStore clients) {
        return new TokenClaims(accounts, clients);
    }

    @Bean
    AppTokens appTokens(
            OAuth2AuthorizationService authorizations,
            AppStore apps,
            AccountStore accounts,
            Sessions sessions,
            JwtEncoder encoder,
            OAuth2TokenCustomizer<JwtEncodingContext> claims,
            Clock clock) {
        var generator = new JwtGenerator(encoder);
        generator.setJwtCustomizer(claims);
        return new AppTokens(authorizations, apps, accounts, sessions, generator, clock);
    }

    @Bean
    AppOrigins appOrigins(ClientStore clients) {
        return new AppOrigins(clients);
    }

    @Bean
    AuthorizationServerSettings authorizationServerSettings(AccessSettings settings) {
        var builder = AuthorizationServerSettings.builder();
        return settings.issuer() == null
                ? builder.build()
                : builder.issuer(settings.issuer().toString()).build();
    }

    @Bean
    UnreadableRequests unreadableRequests(JsonMapper json) {
        return new UnreadableRequests(json);
    }

    @Bean
    SecurityProblems securityProblems(JsonMapper json) {
        return new SecurityProblems(new ProblemAnswers(json));
    }

    /** Before everything else: a nation node has no use for who asks. */
    @Bean
    FilterRegistrationBean<NationNode> nationNode(Environment environment, JsonMapper json) {
        var registration = new FilterRegistrationBean<>(new NationNode(new ProblemAnswers(json)));
        registration.setEnabled(
                environment.getProperty("tongmai.role", "province").equals("nation"));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    Gate gate(
            AccountStore accounts,
            ClientStore clients,
            AppStore apps,
            Sessions sessions,
            JwtDecoder accessTokens,
            SecurityProblems problems,
            AccessSettings settings,
            JsonMapper json,
            Proxies proxies,
            Looks looks,
            DatedNumbers numbers,
            Clock clock) {
        var callers = new BearerCallers(accounts, clients, apps, sessions, clock);
        var acting = new ActingFor(proxies, looks, new ProblemAnswers(json));
        var stepUp = new StepUp(numbers, new ProblemAnswers(json), clock);
        return new Gate(callers, accessTokens, problems, settings.open(), json, acting, stepUp);
    }

    /**
     * Programs that call FHIR: a token with every request, or an open node. No session, so no cookie, no CSRF and no caller
     * that is nobody; of a read's processor time each filter takes its part.
     */
    @Bean
    @Order(0)
    SecurityFilterChain programs(HttpSecurity http, Gate gate, AppOrigins origins, AccessSettings settings) {
        http.securityMatcher(request -> fhir(request.getRequestURI()) && (settings.open() || bearer(request)))
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .anonymous(AbstractHttpConfigurer::disable)
                .servletApi(AbstractHttpConfigurer::disable)
                .csrf(AbstractHttpConfigurer::disable);
        return gate.before(stateless(http, origins)).build();
    }

    /** Order forms that ask by CDS Hooks: a token of ours, or one that the system signed itself for the one question. No session. */
    @Bean
    @Order(0)
    SecurityFilterChain orderForms(
            HttpSecurity http,
            AccountStore accounts,
            ClientStore clients,
            AppStore apps,
            Sessions sessions,
            JwtDecoder accessTokens,
            SecurityProblems problems,
            AppOrigins origins,
            AccessSettings settings,
            JsonMapper json,
            Proxies proxies,
            Looks looks,
            DatedNumbers numbers,
            Clock clock) {
        var tokens = new HookTokens(accessTokens, clients, settings.issuer(), clock);
        var callers = tokens.callers(new BearerCallers(accounts, clients, apps, sessions, clock));
        http.securityMatcher(request ->
                        request.getRequestURI().startsWith("/cds-services") && !settings.open() && bearer(request))
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .csrf(AbstractHttpConfigurer::disable);
        var acting = new ActingFor(proxies, looks, new ProblemAnswers(json));
        var stepUp = new StepUp(numbers, new ProblemAnswers(json), clock);
        return new Gate(callers, tokens, problems, false, json, acting, stepUp)
                .before(stateless(http, origins))
                .build();
    }

    @Bean
    @Order(1)
    SecurityFilterChain authorizationServer(
            HttpSecurity http,
            SessionCookies cookies,
            ClientStore clients,
            AppStore apps,
            AppTokens tokens,
            AppOrigins origins,
            RegisteredClientRepository registered,
            JwtDecoder accessTokens,
            SecurityProblems problems,
            Clock clock) {
        var server = new OAuth2AuthorizationServerConfigurer();
        var refresh = new PublicRefresh(registered, apps, clock);
        common(http, cookies, origins)
                .securityMatcher(server.getEndpointsMatcher())
                .with(
                        server,
                        each -> each.oidc(oidc -> oidc.providerConfigurationEndpoint(
                                        endpoint -> endpoint.providerConfigurationCustomizer(
                                                metadata -> metadata.grantTypes(OFFERED_GRANTS)
                                                        .tokenEndpointAuthenticationMethods(OFFERED_METHODS)
                                                        .scopes(OFFERED_SCOPES))))
                                .authorizationServerMetadataEndpoint(
                                        endpoint -> endpoint.authorizationServerMetadataCustomizer(
                                                metadata -> metadata.grantTypes(OFFERED_GRANTS)
                                                        .tokenEndpointAuthenticationMethods(OFFERED_METHODS)
                                                        .scopes(OFFERED_SCOPES)))
                                .authorizationEndpoint(endpoint -> endpoint.consentPage(CONSENT)
                                        .authenticationProviders(
                                                providers -> ask(providers, new AppRequests(clients, apps, clock))))
                                .tokenEndpoint(endpoint -> endpoint.accessTokenResponseHandler(answers(tokens))
                                        .authenticationProviders(providers -> grant(providers, tokens)))
                                .clientAuthentication(authentication -> authentication
                                        .authenticationConverter(new AssertionConverter())
                                        .authenticationConverter(refresh)
                                        .authenticationProviders(providers -> {
                                            judge(providers, new SystemAssertions(clients, clock));
                                            providers.addFirst(refresh);
                                        })))
                .oauth2ResourceServer(bearer -> bearer.jwt(jwt -> jwt.decoder(accessTokens)))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .exceptionHandling(handling -> handling.accessDeniedHandler(problems)
                        .defaultAuthenticationEntryPointFor(
                                signInPage(), request -> request.getRequestURI().equals("/oauth2/authorize"))
                        .defaultAuthenticationEntryPointFor(
                                SecurityConfiguration::unproven,
                                request -> request.getRequestURI().equals("/oauth2/token")));
        return http.build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain everythingElse(
            HttpSecurity http, SessionCookies cookies, Gate gate, AppOrigins origins, AccessSettings settings) {
        if (settings.open()) {
            OpenNode.announce(settings.address());
            http.csrf(AbstractHttpConfigurer::disable);
        } else {
            http.csrf(CsrfConfigurer::spa);
        }
        return gate.before(common(http, cookies, origins)).build();
    }

    private static boolean fhir(String path) {
        return path.equals("/fhir") || path.startsWith("/fhir/");
    }

    private static boolean bearer(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
    }

    private static void judge(List<AuthenticationProvider> providers, SystemAssertions assertions) {
        for (AuthenticationProvider provider : providers) {
            if (provider instanceof JwtClientAssertionAuthenticationProvider client) {
                client.setJwtDecoderFactory(assertions);
            }
        }
    }

    /** Applications of others are judged by us, and their users are asked by our page and by no other way. */
    private static void ask(List<AuthenticationProvider> providers, AppRequests requests) {
        providers.removeIf(OAuth2AuthorizationConsentAuthenticationProvider.class::isInstance);
        providers.add(new NoOtherConsent());
        for (AuthenticationProvider provider : providers) {
            if (provider instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider codes) {
                codes.setAuthenticationValidator(requests);
                codes.setAuthorizationConsentRequired(
                        context -> RegisteredClients.isApp(context.getRegisteredClient()));
            }
        }
    }

    private static void grant(List<AuthenticationProvider> providers, AppTokens tokens) {
        providers.removeIf(OAuth2RefreshTokenAuthenticationProvider.class::isInstance);
        providers.add(tokens);
        for (AuthenticationProvider provider : providers) {
            if (provider instanceof OAuth2ClientCredentialsAuthenticationProvider systems) {
                systems.setAuthenticationValidator(SecurityConfiguration::judgeScopes);
            }
        }
    }

    private static void judgeScopes(OAuth2ClientCredentialsAuthenticationContext context) {
        OAuth2ClientCredentialsAuthenticationToken asked = context.getAuthentication();
        try {
            AppScopes.checkOfSystem(asked.getScopes());
        } catch (Problem problem) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_SCOPE, problem.what() + " " + problem.why(), null));
        }
    }

    private static OAuth2AccessTokenResponseAuthenticationSuccessHandler answers(AppTokens tokens) {
        var handler = new OAuth2AccessTokenResponseAuthenticationSuccessHandler();
        handler.setAccessTokenResponseCustomizer(tokens);
        return handler;
    }

    private static HttpSecurity common(HttpSecurity http, SessionCookies cookies, AppOrigins origins) {
        return stateless(http.securityContext(context -> context.securityContextRepository(cookies)), origins);
    }

    /** Without what Spring Security keeps in a servlet session. */
    private static HttpSecurity stateless(HttpSecurity http, AppOrigins origins) {
        return http.cors(cors -> cors.configurationSource(origins))
                .sessionManagement(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .headers(SecurityConfiguration::headers);
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(policy -> policy.policy(PERMISSIONS))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny);
    }

    private static Consumer<List<String>> only(String... offered) {
        return told -> {
            told.clear();
            told.addAll(List.of(offered));
        };
    }

    /**
     * A program that asks for a token and proves nothing is told so, and not sent to a page.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749 §5.2</a>
     */
    private static void unproven(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write("{\"error\":\"invalid_client\"}".getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the browser to sign in and tells the page where to go on: a path of this server, never another address. */
    private static AuthenticationEntryPoint signInPage() {
        return (request, response, cause) -> {
            String query = request.getQueryString();
            String next = request.getRequestURI() + (query == null ? "" : "?" + query);
            response.sendRedirect("/?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        };
    }
}
