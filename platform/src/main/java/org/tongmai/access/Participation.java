package org.tongmai.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.RegionCode;

/** What is said of those who take part: institutions, their systems, and people. */
public final class Participation {

    private Participation() {}

    /** What was done. */
    public enum Deed {
        INSTITUTION_FILED,
        SYSTEM_REGISTERED,
        APPLICATION_REGISTERED,
        APP_REGISTERED,
        KEYS_REPLACED,
        SYSTEM_HELD,
        SYSTEM_LIVE,
        CLIENT_CLOSED,
        CLIENT_OPENED,
        ACCOUNT_MADE,
        PASSWORD_REPLACED,
        ACCOUNT_CLOSED,
        ACCOUNT_OPENED,
        ACCOUNT_UNUSED,
        PASSWORD_CHANGED,
        FACTOR_MADE,
        FACTOR_REMOVED,
        FACTOR_RESET
    }

    /** An institution as it is filed. */
    public record Filed(String code, String name, RegionCode region) {}

    /**
     * An account to be made; its password is made by the platform.
     *
     * @param institution USCC; for doctors, IT people and CDC staff only
     * @param patient for residents only: logical id of a Patient that is the resident, or its identifier as {@code system|value}
     */
    public record Wanted(
            String login,
            String name,
            Role role,
            @Nullable String institution,
            @Nullable String patient) {}

    /** A login and the password that was just made for it; nobody can read it a second time. */
    public record Credential(String login, String password) {

        @Override
        public String toString() {
            return login;
        }
    }

    /**
     * An account in a list.
     *
     * @param factor whether it has a second factor
     * @param signedInAt last complete sign-in; null before the first
     */
    public record Person(
            String login,
            String name,
            Role role,
            @Nullable String institution,
            @Nullable String patient,
            boolean active,
            boolean factor,
            @Nullable Instant signedInAt,
            Instant createdAt,
            String createdBy) {}

    /**
     * A system in a list; {@code keys} names its public keys.
     *
     * @param application what it calls itself in MSH-3; null where that is not known
     * @param held whether it is not live yet: it sends to the sandbox
     */
    public record SendingSystem(
            String id,
            String name,
            String institution,
            @Nullable String application,
            String keys,
            boolean active,
            boolean held,
            Instant createdAt,
            String createdBy) {}

    /**
     * An application of others in a list.
     *
     * @param launchUri where the record page opens it; null where it does not
     * @param scopes what it may ask for at most
     */
    public record App(
            String id,
            String name,
            String publisher,
            List<String> redirects,
            @Nullable String launchUri,
            List<String> scopes,
            boolean active) {

        public App {
            redirects = List.copyOf(redirects);
            scopes = List.copyOf(scopes);
        }
    }

    /** One line of the log. */
    public record Done(long id, Instant at, String by, Deed what, String subject, String detail) {}
}
