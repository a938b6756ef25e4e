package org.tongmai.access;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tongmai.kernel.Problem;

/** Scopes that applications of others ask for: about resources, about the launch, about who uses them, about how long. */
final class AppScopes {

    static final String OPENID = "openid";
    static final String FHIR_USER = "fhirUser";
    static final String LAUNCH = "launch";
    static final String LAUNCH_PATIENT = "launch/patient";
    static final String OFFLINE = "offline_access";
    static final String ONLINE = "online_access";

    /** What an application may ask for where the operator says nothing of it. */
    static final Set<String> USUAL =
            Set.of(OPENID, FHIR_USER, "profile", LAUNCH, LAUNCH_PATIENT, OFFLINE, ONLINE, "patient/*.rs");

    /** Scopes of one request; more cannot be read by people. */
    static final int MAX = 60;

    private static final Set<String> PLAIN =
            Set.of(OPENID, FHIR_USER, "profile", LAUNCH, LAUNCH_PATIENT, OFFLINE, ONLINE);

    private AppScopes() {}

    /** @throws Problem {@code access.scope-unsupported}, {@code access.scopes-crossed} */
    static void checkRegistered(Set<String> scopes) {
        for (String scope : scopes) {
            if (!PLAIN.contains(scope)) {
                checkOfPeople(SmartScope.parse(scope));
            }
        }
        Limit.of(scopes, 0L, null);
    }

    /**
     * What can be granted of what an application asks for: all of it, less what it would write, in the order it was asked for.
     *
     * @param most what it may ask for at most
     * @throws Problem {@code access.scope-unsupported}, {@code access.scopes-crossed}, {@code access.scope-unregistered}
     */
    static Set<String> grantable(Set<String> asked, Set<String> most) {
        if (asked.size() > MAX) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.scopes-many",
                    "The application asks for too many scopes.",
                    "People are to read what they allow; " + MAX + " scopes are taken at most.",
                    "Ask for fewer, or for wider ones.");
        }
        List<SmartScope> registered = most.stream()
                .filter(each -> !PLAIN.contains(each))
                .map(SmartScope::parse)
                .toList();
        Set<String> granted = new LinkedHashSet<>();
        for (String scope : asked) {
            if (PLAIN.contains(scope)) {
                if (!most.contains(scope)) {
                    throw unregistered();
                }
                granted.add(scope);
                continue;
            }
            SmartScope one = SmartScope.parse(scope);
            checkOfPeople(one);
            SmartScope seeing = one.seeing();
            if (registered.stream().noneMatch(each -> each.covers(seeing))) {
                throw unregistered();
            }
            granted.add(seeing.text());
        }
        Limit.of(granted, 0L, null);
        return granted;
    }

    /** Scopes about resources of one patient make it necessary that there is one in context. */
    static boolean needPatient(Set<String> scopes) {
        return scopes.contains(LAUNCH_PATIENT) || scopes.stream().anyMatch(each -> each.startsWith("patient/"));
    }

    /** Whether it is about how the application was opened, so that there is nothing to leave out. */
    static boolean ofLaunch(String scope) {
        return scope.equals(LAUNCH) || scope.equals(LAUNCH_PATIENT);
    }

    /**
     * Scopes of a system: {@code system} for all that its institution may, or those of SMART.
     *
     * @throws Problem {@code access.scope-unsupported}
     */
    static void checkOfSystem(Set<String> scopes) {
        List<String> others = new ArrayList<>(scopes);
        others.remove(RegisteredClients.SYSTEM);
        for (String scope : others) {
            SmartScope one = SmartScope.parse(scope);
            if (one.level() != SmartScope.Level.SYSTEM || one.restricted()) {
                throw SmartScope.unsupported(
                        "A system asks for scopes that begin with system/ and restrict nothing by category.");
            }
        }
        if (!others.isEmpty() && scopes.size() != others.size()) {
            throw SmartScope.unsupported("The scope system allows everything, so scopes beside it say nothing.");
        }
    }

    private static void checkOfPeople(SmartScope scope) {
        if (scope.level() == SmartScope.Level.SYSTEM) {
            throw SmartScope.unsupported(
                    "Scopes that begin with system/ are for systems, not for applications that people use.");
        }
        if (!scope.sees()) {
            throw SmartScope.unsupported("Applications that people use read; they write nothing here.");
        }
    }

    private static Problem unregistered() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.scope-unregistered",
                "The application asks for a scope that it is not registered for.",
                "The operator of this node registers what an application may ask for at most.",
                "Ask for less, or have the operator register the scope.");
    }
}
