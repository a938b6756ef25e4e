package org.tongmai.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Participation.Credential;
import org.tongmai.access.Participation.Deed;
import org.tongmai.access.Participation.Filed;
import org.tongmai.access.Participation.Person;
import org.tongmai.access.Participation.Wanted;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;

/** Who takes part, for the operator: institutions, systems, accounts, and what was changed about them. */
@RestController
@RequestMapping("/api/access")
final class ParticipantRoutes {

    /** So long the answer waits until the list of institutions shows the new one. */
    private static final Duration CATCH_UP = Duration.ofSeconds(2);

    private final Participants participants;
    private final Directory directory;

    ParticipantRoutes(Participants participants, Directory directory) {
        this.participants = participants;
        this.directory = directory;
    }

    record NewInstitution(
            @Nullable String code,
            @Nullable String name,
            @Nullable String region) {}

    record InstitutionView(String code, String name, String region) {}

    record NewSystem(
            @Nullable String id,
            @Nullable String name,
            @Nullable String institution,
            @Nullable JsonNode keys) {}

    record Keys(@Nullable JsonNode keys) {}

    record Open(boolean active) {}

    record Reset(@Nullable String words) {}

    record NewPerson(
            @Nullable String login,
            @Nullable String name,
            @Nullable Role role,
            @Nullable String institution,
            @Nullable String patient) {}

    record NewApp(
            @Nullable String id,
            @Nullable String name,
            @Nullable String publisher,
            @Nullable List<String> redirects,
            @Nullable String launchUri,
            @Nullable List<String> scopes) {}

    record Apps(List<Participation.App> apps, @Nullable String next) {}

    record Systems(List<Participation.SendingSystem> systems) {}

    record People(List<Person> accounts, @Nullable String next) {}

    record Change(String id, Instant at, String by, Deed what, String subject, String detail) {}

    record Changes(List<Change> changes, @Nullable String next) {}

    /** Files an institution, or its new name and region. */
    @PostMapping("/institutions")
    InstitutionView institution(@RequestBody NewInstitution sent) {
        Filed filed = participants.institution(text(sent.code()), text(sent.name()), sent.region(), by());
        directory.awaitCaughtUp(CATCH_UP);
        return new InstitutionView(filed.code(), filed.name(), filed.region().value());
    }

    /** The systems, by a part of their name, their id or their institution. */
    @GetMapping("/systems")
    Systems systems(@RequestParam(defaultValue = "") String query) {
        return new Systems(participants.systems(query));
    }

    /** Registers a system with its public keys. */
    @PostMapping("/systems")
    Systems system(@RequestBody NewSystem sent) {
        String id = text(sent.id()).strip();
        participants.system(id, text(sent.name()), text(sent.institution()), keys(sent.keys()), by());
        return new Systems(participants.systems(id));
    }

    @PostMapping("/systems/{id}/keys")
    Systems keys(@PathVariable String id, @RequestBody Keys sent) {
        participants.replaceKeys(id, keys(sent.keys()), by());
        return new Systems(participants.systems(id));
    }

    @PostMapping("/systems/{id}/active")
    Systems activateSystem(@PathVariable String id, @RequestBody Open open) {
        participants.activateSystem(id, open.active(), by());
        return new Systems(participants.systems(id));
    }

    /** The applications of others, by id. */
    @GetMapping("/apps")
    Apps apps(@RequestParam(defaultValue = "") String after) {
        List<Participation.App> found = participants.apps(after, Participants.PAGE_MAX);
        return new Apps(
                found,
                found.size() < Participants.PAGE_MAX ? null : found.getLast().id());
    }

    /** Registers an application of others; it has no secret. */
    @PostMapping("/apps")
    Apps app(@RequestBody NewApp sent) {
        participants.app(
                new Participation.App(
                        text(sent.id()),
                        text(sent.name()),
                        text(sent.publisher()),
                        sent.redirects() == null ? List.of() : sent.redirects(),
                        sent.launchUri(),
                        sent.scopes() == null ? List.of() : sent.scopes(),
                        true),
                by());
        return apps("");
    }

    @PostMapping("/apps/{id}/active")
    Apps activateApp(@PathVariable String id, @RequestBody Open open) {
        participants.activateApp(id, open.active(), by());
        return apps("");
    }

    /** The accounts by login; {@code next} goes into {@code after} of the following request. */
    @GetMapping("/accounts")
    People accounts(
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "50") int count) {
        int wanted = Math.clamp(count, 1, Participants.PAGE_MAX);
        List<Person> found = participants.accounts(query, after, wanted);
        return new People(found, found.size() < wanted ? null : found.getLast().login());
    }

    /** Makes an account; its password is in this answer and nowhere else. */
    @PostMapping("/accounts")
    Credential account(@RequestBody NewPerson sent) {
        Role role = sent.role();
        if (role == null) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.account-incomplete",
                    "The account lacks something that its role needs, or has something that it must not have.",
                    "An account has one role.",
                    "Complete the account.");
        }
        return participants.account(
                new Wanted(text(sent.login()), text(sent.name()), role, sent.institution(), sent.patient()), by());
    }

    /** Gives an account a new password, which is in this answer and nowhere else. */
    @PostMapping("/accounts/{login}/password")
    Credential password(@PathVariable String login) {
        return participants.resetPassword(login, by());
    }

    @PostMapping("/accounts/{login}/active")
    void activateAccount(@PathVariable String login, @RequestBody Open open) {
        participants.activateAccount(login, open.active(), by());
    }

    /** Takes the second factor from somebody who lost it; {@code words}: how it was made sure who asks. */
    @PostMapping("/accounts/{login}/factor/reset")
    void resetFactor(@PathVariable String login, @RequestBody Reset sent) {
        participants.resetFactor(login, text(sent.words()), by());
    }

    /** What was changed and by whom, the newest first; {@code next} goes into {@code before} of the following request. */
    @GetMapping("/changes")
    Changes changes(@RequestParam @Nullable Long before, @RequestParam(defaultValue = "50") int count) {
        int wanted = Math.clamp(count, 1, ChangeLog.PAGE_MAX);
        List<Change> found = participants.changes(before == null ? Long.MAX_VALUE : before, wanted).stream()
                .map(done -> new Change(
                        Long.toString(done.id()), done.at(), done.by(), done.what(), done.subject(), done.detail()))
                .toList();
        return new Changes(found, found.size() < wanted ? null : found.getLast().id());
    }

    private static String by() {
        return Callers.current().account();
    }

    private static String text(@Nullable String sent) {
        return sent == null ? "" : sent;
    }

    /** A JWK set, as JSON or as text that holds it. */
    private static String keys(@Nullable JsonNode sent) {
        return sent == null ? "" : sent.isString() ? sent.asString() : sent.toString();
    }
}
