package org.tongmai.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import org.tongmai.kernel.Problem;

/**
 * Opening an application from the record page, with the patient on it.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html#launch-app-ehr-launch">SMART App Launch 2.2, EHR launch</a>
 */
final class AppLaunches {

    private static final int APPS_MAX = 200;

    private final ClientStore clients;
    private final AppStore apps;
    private final AppConsents consents;
    private final Clock clock;

    AppLaunches(ClientStore clients, AppStore apps, AppConsents consents, Clock clock) {
        this.clients = clients;
        this.apps = apps;
        this.consents = consents;
        this.clock = clock;
    }

    /** The applications that can be opened from the record page. */
    List<Client> all() {
        return clients.apps("", APPS_MAX).stream()
                .filter(each -> each.active() && launchUri(each) != null)
                .toList();
    }

    /**
     * Begins one launch.
     *
     * @param issuer address of this node
     * @return where the browser goes
     * @throws Problem {@code access.no-such-app}, {@code access.consent-patient}
     */
    String begin(Caller person, String app, String patient, String issuer) {
        String address = clients.byId(app)
                .filter(Client::active)
                .map(AppLaunches::launchUri)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "access.no-such-app",
                        "There is no such application to be opened.",
                        "It is not registered, closed, or not opened from the record page.",
                        "Choose one from the list."));
        AppStore.Launched about = consents.allowed(person, patient);
        String launch = OpaqueTokens.next();
        Instant now = clock.instant();
        apps.addLaunch(
                OpaqueTokens.hash(launch), app, person.account(), about, now.plus(AccessSettings.APP_LAUNCH), now);
        return UriComponentsBuilder.fromUriString(address)
                .queryParam("iss", UriUtils.encode(AppRequests.base(issuer), StandardCharsets.UTF_8))
                .queryParam(AppScopes.LAUNCH, launch)
                .build(true)
                .toUriString();
    }

    private static @Nullable String launchUri(Client client) {
        Client.App app = client.app();
        return app == null ? null : app.launchUri();
    }
}
