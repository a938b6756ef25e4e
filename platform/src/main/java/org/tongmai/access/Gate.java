package org.tongmai.access;

import jakarta.servlet.DispatcherType;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * What stands before every interface: who calls, by token or because the node is open, for whom, and whether {@link Endpoints}
 * allows it.
 */
final class Gate {

    private final Converter<Jwt, AbstractAuthenticationToken> callers;
    private final JwtDecoder accessTokens;
    private final SecurityProblems problems;
    private final boolean open;
    private final JsonMapper json;
    private final ActingFor acting;
    private final StepUp stepUp;

    Gate(
            Converter<Jwt, AbstractAuthenticationToken> callers,
            JwtDecoder accessTokens,
            SecurityProblems problems,
            boolean open,
            JsonMapper json,
            ActingFor acting,
            StepUp stepUp) {
        this.callers = callers;
        this.accessTokens = accessTokens;
        this.problems = problems;
        this.open = open;
        this.json = json;
        this.acting = acting;
        this.stepUp = stepUp;
    }

    HttpSecurity before(HttpSecurity http) {
        http.addFilterBefore(acting, AuthorizationFilter.class)
                .addFilterAfter(stepUp, AuthorizationFilter.class)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                        .permitAll()
                        .anyRequest()
                        .access(new EndpointDecision()))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(problems).accessDeniedHandler(problems));
        return open
                ? http.addFilterAfter(new OpenNode(new ProblemAnswers(json)), SecurityContextHolderFilter.class)
                : http.oauth2ResourceServer(tokens -> tokens.authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems)
                        .jwt(jwt -> jwt.decoder(accessTokens).jwtAuthenticationConverter(callers)));
    }
}
