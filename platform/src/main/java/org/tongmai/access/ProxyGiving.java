package org.tongmai.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Proxy.Ground;
import org.tongmai.access.Proxy.Level;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/**
 * What people do about proxies on the own phone. Who would act shows a code; the other types it in, reads who could then do what, and
 * gives the proxy: so both agree, and nobody is found by name or number.
 */
final class ProxyGiving {

    /** Characters of a code: 32 that are not mistaken for each other, so 40 bits, good for ten minutes. */
    static final String LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    static final int LENGTH = 8;
    static final Duration OFFERED = Duration.ofMinutes(10);

    /** Who may act for one person at a time. */
    static final int MOST = 10;

    private final Proxies proxies;
    private final ProxyStore store;
    private final Subjects subjects;
    private final RequestEvents events;
    private final TransactionOperations transaction;
    private final SecureRandom random = new SecureRandom();

    ProxyGiving(
            Proxies proxies,
            ProxyStore store,
            Subjects subjects,
            RequestEvents events,
            TransactionOperations transaction) {
        this.proxies = proxies;
        this.store = store;
        this.subjects = subjects;
        this.events = events;
        this.transaction = transaction;
    }

    /** A code to be shown to whom one would act for. */
    record Offer(String code, Instant until) {}

    /**
     * What somebody gives.
     *
     * @param code as the other one shows it; spaces, hyphens and small letters do not matter
     * @param classes special classes that the proxy includes
     */
    record Draft(String code, Level level, Set<Sensitivity> classes, Instant until) {}

    /** One at a time: a code that was made before is worth nothing from now on. @throws Problem {@code access.proxy-age} */
    Offer offer(Caller resident) {
        long own = bound(resident);
        Instant now = proxies.now();
        proxies.requireOfAge(own, now);
        var code = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        store.forget(now);
        Instant until = now.plus(OFFERED);
        transaction.executeWithoutResult(status -> {
            proxies.lock(own);
            store.withdraw(subjects.samePerson(own));
            store.offer(digest(code.toString()), own, until);
        });
        return new Offer(code.insert(LENGTH / 2, '-').toString(), until);
    }

    /** Who could then see and do what. @throws Problem as {@link #give} */
    Text preview(Caller resident, Draft draft) {
        return sentence(made(resident, draft, offered(draft)));
    }

    /** @throws Problem {@code access.no-such-offer}, {@code access.proxy-period}, {@code access.proxy-age}, {@code access.too-many-proxies} */
    Proxy give(Caller resident, Draft draft) {
        made(resident, draft, offered(draft));
        Proxy given = Objects.requireNonNull(transaction.execute(status -> {
            proxies.lock(bound(resident));
            long holder = store.take(digest(draft.code()), proxies.now()).orElseThrow(ProxyGiving::noSuchOffer);
            Proxy proxy = made(resident, draft, holder);
            proxies.file(proxy);
            return proxy;
        }));
        events.proxy(given, resident);
        return given;
    }

    private long offered(Draft draft) {
        return store.offered(digest(draft.code()), proxies.now()).orElseThrow(ProxyGiving::noSuchOffer);
    }

    private Proxy made(Caller resident, Draft draft, long holder) {
        long own = bound(resident);
        Instant now = proxies.now();
        if (subjects.samePerson(own).contains(holder)) {
            throw noSuchOffer();
        }
        proxies.requireOfAge(own, now);
        proxies.requireOfAge(holder, now);
        Instant until = draft.until().truncatedTo(ChronoUnit.MICROS);
        boolean far = proxies.latest(Ground.ENTRUSTED, own, now)
                .filter(until::isAfter)
                .isPresent();
        if (!until.isAfter(now) || far) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.proxy-period",
                    "The end of the proxy is past, or too far ahead.",
                    "A proxy ends, after some years at the latest, and is given again where it is still wanted.",
                    "Choose another end.");
        }
        Set<Long> other = subjects.samePerson(holder);
        if (proxies.ofWard(subjects.samePerson(own), now).stream()
                        .filter(each -> !other.contains(each.holder()))
                        .count()
                >= MOST) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.too-many-proxies",
                    MOST + " people may act for you already.",
                    "More than that nobody oversees.",
                    "End one that is needed no more.");
        }
        return new Proxy(
                UUID.randomUUID(),
                own,
                holder,
                Ground.ENTRUSTED,
                draft.level(),
                draft.level() == Level.ACT,
                Sensitivity.allBut(draft.classes()).stream()
                        .map(Sensitivity::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                now,
                until,
                resident.account(),
                null,
                null,
                null);
    }

    /** Ends one's own, as far as {@link Proxies#end} lets. @throws Problem {@code access.no-such-proxy}, {@code access.proxy-not-ended-so} */
    void end(Caller resident, UUID id) {
        Instant now = proxies.now();
        Proxy proxy = one(resident, id, true, now);
        Proxy ended = proxies.end(resident, id, subjects.samePerson(proxy.ward()), now)
                .orElseThrow(ProxyGiving::noSuchProxy);
        events.proxy(ended, resident);
    }

    /** @throws Problem {@code access.no-such-proxy}, {@code access.proxy-class-not-yours} */
    void withhold(Caller resident, UUID id, Set<Sensitivity> classes) {
        Instant now = proxies.now();
        Proxy proxy = one(resident, id, false, now);
        if (!proxies.mayWithhold(proxy, now).containsAll(classes)) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.proxy-class-not-yours",
                    "You may not keep all of that from this person.",
                    "From the age that the rules name, a minor keeps some special classes from guardians; from who was appointed nothing is kept.",
                    "Choose among the classes that are offered.");
        }
        if (!proxies.withhold(proxy, classes, now)) {
            throw noSuchProxy();
        }
        events.proxy(proxy, resident);
    }

    Text sentence(Proxy proxy) {
        Instant now = proxies.now();
        return ProxySentence.of(proxy, subjects.name(proxy.holder()), proxies.withheld(proxy, now));
    }

    private Proxy one(Caller resident, UUID id, boolean asHolder, Instant now) {
        Set<Long> own = subjects.compartmentsOf(resident);
        return Stream.concat(
                        store.ofWard(own, now).stream(), asHolder ? store.ofHolder(own, now).stream() : Stream.empty())
                .filter(each -> each.id().equals(id) && proxies.stands(each, now))
                .findFirst()
                .orElseThrow(ProxyGiving::noSuchProxy);
    }

    private static long bound(Caller resident) {
        Long own = resident.compartment();
        if (own == null) {
            throw noSuchProxy();
        }
        return own;
    }

    private static byte[] digest(@Nullable String code) {
        String plain = code == null ? "" : code.toUpperCase(Locale.ROOT).replaceAll("[^0-9A-Z]", "");
        try {
            return MessageDigest.getInstance("SHA-256").digest(plain.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Problem noSuchOffer() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-offer",
                "This code is wrong, used, or older than " + OFFERED.toMinutes() + " minutes.",
                "Who would act for you makes it on the own phone, and it is used once.",
                "Ask for a new code and type it in again.");
    }

    private static Problem noSuchProxy() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-proxy",
                "There is no such proxy, or it is over.",
                "Everybody sees and ends the own ones.",
                "Load the list again.");
    }
}
