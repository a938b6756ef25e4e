package org.tongmai.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.receipt.Receipt;
import org.tongmai.access.receipt.Receipt.Opening;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.kernel.merkle.TreeHash;

/** Makes the receipt of a look. The log has its name and its digest from whoever asks first. */
final class Receipts {

    private static final int NAME_BYTES = 8;

    private final LogStore store;
    private final Suite suite;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable Log log;

    /** @param suite of a log that begins; one that has begun stays with its own */
    Receipts(LogStore store, Suite suite, Clock clock) {
        this.store = store;
        this.suite = suite;
        this.clock = clock;
    }

    /**
     * The log of this database.
     *
     * @param begun looks before have no receipt
     */
    record Log(String name, Suite suite, Instant begun) {

        TreeHash hash() {
            return new TreeHash(suite);
        }
    }

    Log log() {
        Log known = log;
        if (known == null) {
            byte[] name = new byte[NAME_BYTES];
            random.nextBytes(name);
            store.begin(HexFormat.of().formatHex(name), suite, clock.instant());
            known = store.log();
            log = known;
        }
        return known;
    }

    /** So many salts, one after the other. */
    byte[] salts(int count) {
        byte[] salts = new byte[count * Opening.SALT_BYTES];
        random.nextBytes(salts);
        return salts;
    }

    /** What the receipt of a look says. */
    Receipt of(Look look, long id, byte[] salt) {
        return new Receipt(
                opening(look, salt).commitment(log().suite()),
                look.account(),
                look.at(),
                look.automatic(),
                look.basisNamed(),
                new TreeMap<>(look.counts()),
                look.institution(),
                look.interaction(),
                log().name(),
                Long.toString(id),
                look.name(),
                look.purpose().name(),
                look.role().name(),
                look.shown());
    }

    Opening opening(Look look, byte[] salt) {
        return new Opening(salt, Long.toString(look.compartment()));
    }

    byte[] leaf(Look look, long id, byte[] salt) {
        return of(look, id, salt).leaf(log().hash());
    }
}
