package org.tongmai.access;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/**
 * A person and an application of others: what it asks for, for whom, and what the person allows it. A question is one that the
 * authorization server took down; whoever is to answer it is signed in as the one who was asked.
 */
final class AppConsents {

    private static final OAuth2TokenType STATE = new OAuth2TokenType(OAuth2ParameterNames.STATE);

    /** As people read scopes: what weighs most comes first. */
    static final Comparator<String> ORDER =
            Comparator.comparingInt(AppConsents::place).thenComparing(Comparator.naturalOrder());

    private final OAuth2AuthorizationService authorizations;
    private final ClientStore clients;
    private final AccountStore accounts;
    private final AppStore apps;
    private final Access access;
    private final Subjects subjects;
    private final FhirUsers users;
    private final TransactionOperations transaction;
    private final Clock clock;

    AppConsents(
            OAuth2AuthorizationService authorizations,
            ClientStore clients,
            AccountStore accounts,
            AppStore apps,
            Access access,
            Subjects subjects,
            FhirUsers users,
            TransactionOperations transaction,
            Clock clock) {
        this.authorizations = authorizations;
        this.clients = clients;
        this.accounts = accounts;
        this.apps = apps;
        this.access = access;
        this.subjects = subjects;
        this.users = users;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** How long an application may go on. */
    enum Lasting {
        /** As long as an access token. */
        MINUTES,
        /** Until the person signs out. */
        SESSION,
        /** {@link AccessSettings#APP_OFFLINE}. */
        DAYS
    }

    /**
     * One scope in words.
     *
     * @param about what it opens
     * @param fixed whether the application cannot be allowed without
     */
    record Wanted(String scope, Text about, boolean fixed) {}

    /**
     * What is asked.
     *
     * @param back the host to which the person is sent back
     * @param patient the patient in context where that is settled
     * @param patientName how that patient is called
     * @param needsPatient whether a patient has to be chosen
     * @param days for how long at most, where it is to go on without the person
     */
    record Question(
            String app,
            String publisher,
            String back,
            List<Wanted> scopes,
            @Nullable String patient,
            @Nullable String patientName,
            boolean needsPatient,
            int days) {}

    /**
     * What the person says.
     *
     * @param scopes what is left of what was asked; none is a refusal
     * @param patient the chosen patient; null where none is to be chosen
     * @param session name of the person's session
     */
    record Said(
            Set<String> scopes,
            @Nullable String patient,
            @Nullable String session) {
        Said {
            scopes = new LinkedHashSet<>(scopes);
        }
    }

    /** @throws Problem {@code access.consent-gone} */
    Question question(Caller person, String state) {
        Asked asked = asked(person, state);
        boolean needs = AppScopes.needPatient(asked.scopes()) || asked.launch() != null;
        Optional<AppStore.Launched> settled = settled(person, asked);
        return new Question(
                asked.client().name(),
                asked.app().publisher(),
                host(asked.redirect()),
                asked.scopes().stream().sorted(ORDER).map(AppConsents::wanted).toList(),
                settled.map(AppStore.Launched::patient).orElse(null),
                settled.map(each -> subjects.name(each.compartment())).orElse(null),
                needs,
                (int) AccessSettings.APP_OFFLINE.toDays());
    }

    /**
     * Writes down what the person allows, or that it is nothing.
     *
     * @param issuer address of this node
     * @return where the browser goes: an address of the application
     * @throws Problem {@code access.consent-gone}, {@code access.consent-widened}, {@code access.consent-patient},
     *     {@code access.launch-gone}
     */
    String answer(Caller person, String state, Said said, String issuer) {
        Asked asked = asked(person, state);
        Set<String> granted = granted(asked, said);
        if (granted.isEmpty()) {
            authorizations.remove(asked.authorization());
            return back(asked, OAuth2ParameterNames.ERROR, OAuth2ErrorCodes.ACCESS_DENIED);
        }
        if (lasting(granted) == Lasting.SESSION && said.session() == null) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.consent-without-session",
                    "The application is to go on until you sign out, and you are not signed in in a browser.",
                    "What ends with a session needs one.",
                    "Sign in on the page and answer there.");
        }
        AppStore.Launched patient = patient(person, asked, granted, said);
        Account account =
                accounts.byLogin(person.account()).filter(Account::active).orElseThrow(Callers::notSignedIn);
        long number = write(account, asked, granted, patient, said);
        String code = OpaqueTokens.next() + OpaqueTokens.next();
        Instant now = clock.instant();
        String user = granted.contains(AppScopes.FHIR_USER) ? users.of(account, AppRequests.base(issuer)) : null;
        authorizations.save(OAuth2Authorization.from(asked.authorization())
                .authorizedScopes(granted)
                .token(new OAuth2AuthorizationCode(code, now, now.plus(AccessSettings.AUTHORIZATION_CODE)))
                .attributes(attributes -> {
                    attributes.remove(OAuth2ParameterNames.STATE);
                    attributes.put(Authorizations.GRANT, number);
                    if (user != null) {
                        attributes.put(AppScopes.FHIR_USER, user);
                    }
                })
                .build());
        return back(asked, OAuth2ParameterNames.CODE, code);
    }

    private long write(
            Account account, Asked asked, Set<String> granted, AppStore.@Nullable Launched patient, Said said) {
        Instant now = clock.instant();
        Lasting lasting = lasting(granted);
        String launch = asked.launch();
        var grant = new AppStore.Grant(
                0,
                asked.client().id(),
                asked.client().name(),
                account.login(),
                account.validFrom(),
                String.join(" ", granted),
                patient == null ? null : patient.patient(),
                patient == null ? null : patient.compartment(),
                launch != null,
                lasting == Lasting.SESSION ? said.session() : null,
                now,
                now.plus(longest(lasting)));
        Long number = transaction.execute(status -> {
            if (launch != null && !apps.useLaunch(OpaqueTokens.hash(launch), now)) {
                throw launchGone();
            }
            return apps.add(grant);
        });
        if (number == null) {
            throw new IllegalStateException("a transaction without an answer");
        }
        return number;
    }

    static Lasting lasting(Set<String> scopes) {
        if (scopes.contains(AppScopes.OFFLINE)) {
            return Lasting.DAYS;
        }
        return scopes.contains(AppScopes.ONLINE) ? Lasting.SESSION : Lasting.MINUTES;
    }

    private static Duration longest(Lasting lasting) {
        return switch (lasting) {
            case MINUTES -> AccessSettings.ACCESS_TOKEN.plus(AccessSettings.AUTHORIZATION_CODE);
            case SESSION -> AccessSettings.SESSION_LONGEST;
            case DAYS -> AccessSettings.APP_OFFLINE;
        };
    }

    /** Nothing that was not asked for; what is about the launch itself stays. */
    private static Set<String> granted(Asked asked, Said said) {
        if (!asked.scopes().containsAll(said.scopes())) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.consent-widened",
                    "More would be allowed than the application asked for.",
                    "An answer leaves out what is asked; it adds nothing.",
                    "Load the page again and answer what it asks.");
        }
        Set<String> granted = new LinkedHashSet<>();
        for (String scope : asked.scopes()) {
            if (said.scopes().contains(scope)) {
                granted.add(scope);
            }
        }
        boolean something = granted.stream().anyMatch(each -> SmartScope.isOne(each) || each.equals(AppScopes.OPENID));
        return something ? granted : Set.of();
    }

    private AppStore.@Nullable Launched patient(Caller person, Asked asked, Set<String> granted, Said said) {
        Optional<AppStore.Launched> settled = settled(person, asked);
        String chosen = said.patient();
        if (settled.isPresent()) {
            if (chosen != null && !chosen.equals(settled.get().patient())) {
                throw otherPatient();
            }
            return allowed(person, settled.get().patient());
        }
        if (chosen != null) {
            return allowed(person, chosen);
        }
        if (AppScopes.needPatient(granted)) {
            throw otherPatient();
        }
        return null;
    }

    /** Who is in context without a choice: the patient of the launch, or the resident. */
    private Optional<AppStore.Launched> settled(Caller person, Asked asked) {
        String launch = asked.launch();
        if (launch != null) {
            return Optional.of(
                    apps.launch(OpaqueTokens.hash(launch), asked.client().id(), person.account(), clock.instant())
                            .orElseThrow(AppConsents::launchGone));
        }
        if (person.role() != Role.RESIDENT || person.compartment() == null) {
            return Optional.empty();
        }
        long compartment = person.compartment();
        return accounts.byLogin(person.account())
                .map(Account::patient)
                .map(patient -> new AppStore.Launched(patient, compartment));
    }

    /** A patient of whom the person may see something. */
    AppStore.Launched allowed(Caller person, String patient) {
        long compartment = subjects.compartmentOf(patient).orElseThrow(AppConsents::otherPatient);
        Decision decision = access.decide(person, Access.purposeOf(person), compartment);
        boolean seen = decision.own().contains(compartment) || decision.others().contains(compartment);
        if (!decision.allowed() || !seen) {
            throw otherPatient();
        }
        return new AppStore.Launched(patient, compartment);
    }

    /**
     * A question of the authorization server.
     *
     * @param scopes what can be granted of what was asked
     */
    private record Asked(
            OAuth2Authorization authorization,
            Client client,
            Client.App app,
            Set<String> scopes,
            String redirect,
            @Nullable String state,
            @Nullable String launch) {}

    private Asked asked(Caller person, String state) {
        OAuth2Authorization found = state.isEmpty() ? null : authorizations.findByToken(state, STATE);
        OAuth2AuthorizationRequest request =
                found == null ? null : found.getAttribute(OAuth2AuthorizationRequest.class.getName());
        if (found == null
                || request == null
                || !(found.getAttribute(Principal.class.getName()) instanceof CallerAuthentication asker)
                || !asker.getPrincipal().account().equals(person.account())) {
            throw gone();
        }
        Client client =
                clients.byId(request.getClientId()).filter(Client::active).orElseThrow(AppConsents::gone);
        Client.App app = client.app();
        String redirect = request.getRedirectUri();
        if (app == null || redirect == null) {
            throw gone();
        }
        return new Asked(
                found,
                client,
                app,
                AppScopes.grantable(request.getScopes(), app.scopes()),
                redirect,
                request.getState(),
                request.getAdditionalParameters().get(AppScopes.LAUNCH) instanceof String launch ? launch : null);
    }

    /** Content, then how long, then who one is. */
    private static int place(String scope) {
        if (SmartScope.isOne(scope)) {
            return 0;
        }
        return switch (scope) {
            case AppScopes.OFFLINE, AppScopes.ONLINE -> 1;
            case AppScopes.LAUNCH, AppScopes.LAUNCH_PATIENT -> 3;
            default -> 2;
        };
    }

    private static Wanted wanted(String scope) {
        return new Wanted(scope, AppWords.of(scope), AppScopes.ofLaunch(scope));
    }

    private static String host(String redirect) {
        return Optional.ofNullable(
                        UriComponentsBuilder.fromUriString(redirect).build().getHost())
                .orElse(redirect);
    }

    private static String back(Asked asked, String name, String value) {
        var uri = UriComponentsBuilder.fromUriString(asked.redirect()).queryParam(name, value);
        if (asked.state() != null) {
            uri.queryParam(OAuth2ParameterNames.STATE, UriUtils.encode(asked.state(), StandardCharsets.UTF_8));
        }
        return uri.build(true).toUriString();
    }

    /** What the person allowed before and what is still good. */
    List<AppStore.Grant> allowed(Caller person) {
        Account account =
                accounts.byLogin(person.account()).filter(Account::active).orElseThrow(Callers::notSignedIn);
        return new ArrayList<>(apps.grants(account.login(), account.validFrom(), clock.instant()));
    }

    /** @throws Problem {@code access.no-such-grant} */
    void withdraw(Caller person, long grant) {
        if (!apps.withdraw(grant, person.account(), clock.instant())) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "access.no-such-grant",
                    "You allowed no application this.",
                    "It ended, or it never was yours.",
                    "Load the list again.");
        }
    }

    private static Problem gone() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.consent-gone",
                "Nobody waits for this answer any more.",
                "A question is for the one who was asked, is answered once, and waits some minutes.",
                "Begin again in the application.");
    }

    static Problem launchGone() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.launch-gone",
                "The application was opened too long ago, or by this before.",
                "Opening an application from the record page is for one person, one patient and one application, once, within minutes.",
                "Open it from the record page again.");
    }

    private static Problem otherPatient() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.consent-patient",
                "The application cannot be allowed this patient.",
                "A patient is in context whom you may see yourself; after opening from the record page, the one on that page.",
                "Choose a patient in your care, or open the application from the record page of the other one.");
    }
}
