package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.tongmai.access.AppConsents.Question;
import org.tongmai.access.AppConsents.Said;
import org.tongmai.kernel.Explanation.Text;

/** Applications of others, for the people who use them: what is asked, opening them, what was allowed. */
@RestController
@RequestMapping("/api/access")
final class AppRoutes {

    private final AppConsents consents;
    private final AppLaunches launches;
    private final AccessSettings settings;

    AppRoutes(AppConsents consents, AppLaunches launches, AccessSettings settings) {
        this.consents = consents;
        this.launches = launches;
        this.settings = settings;
    }

    /** @param scopes what is left of the question; empty refuses */
    record Answer(
            @Nullable String state,
            @Nullable Set<String> scopes,
            @Nullable String patient) {}

    record To(String to) {}

    record Launch(@Nullable String app, @Nullable String patient) {}

    record Launchable(String id, String name, String publisher) {}

    record Launchables(List<Launchable> apps) {}

    record Allowed(
            String id,
            String app,
            List<Text> scopes,
            @Nullable String patient,
            Instant grantedAt,
            Instant until) {}

    record AllAllowed(List<Allowed> grants) {}

    /** What an application asks, by the {@code state} that the authorization server gave the page. */
    @GetMapping("/consent")
    Question question(@RequestParam(defaultValue = "") String state) {
        return consents.question(Callers.current(), state);
    }

    /** The answer; the browser then goes where it says. */
    @PostMapping("/consent")
    To answer(@RequestBody Answer sent, HttpServletRequest request) {
        var said = new Said(
                sent.scopes() == null ? Set.of() : sent.scopes(),
                sent.patient(),
                SessionCookies.name(request).orElse(null));
        String state = sent.state() == null ? "" : sent.state();
        return new To(consents.answer(Callers.current(), state, said, issuer(request)));
    }

    /** The applications that can be opened from the record page. */
    @GetMapping("/launches")
    Launchables launchable() {
        return new Launchables(launches.all().stream()
                .map(each -> new Launchable(
                        each.id(),
                        each.name(),
                        each.app() == null ? "" : each.app().publisher()))
                .toList());
    }

    @PostMapping("/launches")
    To launch(@RequestBody Launch sent, HttpServletRequest request) {
        return new To(launches.begin(
                Callers.current(),
                sent.app() == null ? "" : sent.app(),
                sent.patient() == null ? "" : sent.patient(),
                issuer(request)));
    }

    /** What the person allowed applications and what is still good. */
    @GetMapping("/grants")
    AllAllowed allowed() {
        return new AllAllowed(consents.allowed(Callers.current()).stream()
                .map(each -> new Allowed(
                        Long.toString(each.id()),
                        each.clientName(),
                        Arrays.stream(each.scopes().split(" "))
                                .filter(scope -> !AppScopes.ofLaunch(scope))
                                .sorted(AppConsents.ORDER)
                                .map(AppWords::of)
                                .toList(),
                        each.patient(),
                        each.grantedAt(),
                        each.until()))
                .toList());
    }

    /** Takes it back; the application's tokens are refused at their next use. */
    @PostMapping("/grants/{id}/withdraw")
    AllAllowed withdraw(@PathVariable long id) {
        consents.withdraw(Callers.current(), id);
        return allowed();
    }

    private String issuer(HttpServletRequest request) {
        return settings.issuer() != null
                ? settings.issuer().toString()
                : ServletUriComponentsBuilder.fromContextPath(request).build().toUriString();
    }
}
