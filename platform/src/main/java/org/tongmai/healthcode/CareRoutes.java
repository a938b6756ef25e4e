package org.tongmai.healthcode;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.ResidentSessions;
import org.tongmai.access.Role;

/** {@code /api/health-code}: losses, the own and those of somebody in care, and guardians. */
@RestController
@RequestMapping("/api/health-code")
final class CareRoutes {

    private final Losses losses;
    private final Guardians guardians;
    private final GuardianDesk desk;
    private final Holders holders;
    private final ResidentSessions sessions;

    CareRoutes(Losses losses, Guardians guardians, GuardianDesk desk, Holders holders, ResidentSessions sessions) {
        this.losses = losses;
        this.guardians = guardians;
        this.desk = desk;
        this.holders = holders;
        this.sessions = sessions;
    }

    /** A phone that was lost is signed out, too: every session of the holder ends but the one that reports it. */
    @PostMapping("/codes/{id}/lost")
    HealthCodeRoutes.CodeView lost(@PathVariable UUID id, HttpServletRequest request, HttpServletResponse response) {
        Caller caller = Callers.current();
        HealthCode lost = losses.reportLost(caller, id);
        sessions.endOthers(caller, holders.person(lost.compartment()), request, response);
        return HealthCodeRoutes.view(lost);
    }

    /** Residents send their {@code password}: whoever found the phone cannot take the loss back. */
    @PostMapping("/codes/{id}/found")
    HealthCodeRoutes.CodeView found(
            @PathVariable UUID id, @RequestBody(required = false) @Nullable Found found, HttpServletRequest request) {
        Caller caller = Callers.current();
        if (caller.role() == Role.RESIDENT) {
            sessions.confirm(caller, found == null ? null : found.password(), request);
        }
        return HealthCodeRoutes.view(losses.reportFound(caller, id));
    }

    /** What would be recorded, and of whom; the code that is shown is used up. */
    @PostMapping("/guardians/prepare")
    PreparedView prepare(@RequestBody Named named) {
        GuardianDesk.Prepared prepared = desk.prepare(Callers.current(), proven(named));
        return new PreparedView(
                prepared.ward(),
                prepared.guardian(),
                HealthCodeRoutes.view(prepared.guardianship()),
                prepared.confirmation());
    }

    /** An institution that has seen the proof records a guardian: what it confirms of the step before, or all at once. */
    @PostMapping("/guardians")
    HealthCodeRoutes.GuardianView guardian(@RequestBody Named named) {
        Caller caller = Callers.current();
        return HealthCodeRoutes.view(
                named.confirmation() == null
                        ? guardians.record(caller, proven(named))
                        : desk.confirm(caller, named.confirmation()));
    }

    /** Ends a guardianship; {@code code} is that of the child or elder. */
    @PostMapping("/guardians/{id}/end")
    void end(@PathVariable UUID id, @RequestBody Ended ended) {
        if (ended.code() == null) {
            throw HealthCodeRoutes.incomplete("The code of the child or elder is missing.");
        }
        losses.endGuardianship(Callers.current(), id, ended.code());
    }

    private static Guardians.Proven proven(Named named) {
        if (named.relation() == null) {
            throw HealthCodeRoutes.incomplete("The relation is missing.");
        }
        return new Guardians.Proven(
                named.ward(),
                named.guardian(),
                named.relation(),
                named.from(),
                named.until(),
                Boolean.TRUE.equals(named.reads()),
                named.code());
    }

    record Found(@Nullable String password) {

        /** Not the password, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "found";
        }
    }

    /** @param confirmation what {@code prepare} answered; then nothing else is needed */
    record Named(
            @Nullable String ward,
            @Nullable String guardian,
            Guardians.@Nullable Relation relation,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable Boolean reads,
            @Nullable String code,
            @Nullable String confirmation) {}

    record PreparedView(
            Verified.Holder ward,
            Verified.Holder guardian,
            HealthCodeRoutes.GuardianView guardianship,
            String confirmation) {}

    record Ended(@Nullable UUID code) {}
}
