package org.tongmai.healthcode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.crypto.KeyFile;
import org.tongmai.kernel.crypto.KeyToken;
import org.tongmai.kernel.crypto.KeyVault;
import org.tongmai.kernel.crypto.PrivateFiles;
import org.tongmai.kernel.crypto.Suite;

/** The keys of the health code, made when first needed: a node whose residents have no codes has none. */
final class Crypto {

    private static final String INDEX = "health-code.index-key";
    private static final int INDEX_BYTES = 32;

    private final HealthCodeSettings settings;
    private final Path directory;
    private final CodeKeyStore store;
    private final TransactionOperations transaction;
    private final Clock clock;
    private @Nullable CodeKeys keys;
    private @Nullable IndexKey index;

    /** @param secrets where key files lie, unless the settings say otherwise */
    Crypto(
            HealthCodeSettings settings,
            Path secrets,
            CodeKeyStore store,
            TransactionOperations transaction,
            Clock clock) {
        this.settings = settings;
        this.directory = settings.keys() == null ? secrets : Path.of(settings.keys());
        this.store = store;
        this.transaction = transaction;
        this.clock = clock;
    }

    synchronized CodeKeys keys() {
        CodeKeys made = keys;
        if (made == null) {
            index();
            made = new CodeKeys(store, vault(), suite(), settings.lead(), transaction, clock);
            keys = made;
        }
        return made;
    }

    /** Empty where this node has none yet; makes none. */
    synchronized Optional<CodeKeys> keysIfMade() {
        return keys == null && store.keys().isEmpty() ? Optional.empty() : Optional.of(keys());
    }

    synchronized IndexKey index() {
        IndexKey made = index;
        if (made == null) {
            Path file = directory.resolve(INDEX);
            if (store.node().isPresent() && !Files.exists(file)) {
                throw IndexKey.keysDiffer();
            }
            byte[] key = PrivateFiles.random(file, INDEX_BYTES);
            made = IndexKey.of(key, suite(), store, clock);
            index = made;
        }
        return made;
    }

    private Suite suite() {
        return Suite.of(settings.suite()).orElseThrow();
    }

    private KeyVault vault() {
        String token = settings.token();
        if (token == null) {
            return KeyFile.in(directory.resolve("health-code-" + settings.suite() + ".p12"), suite(), clock);
        }
        return KeyToken.open(
                Path.of(token), PrivateFiles.text(Path.of(token + ".pin")).toCharArray(), clock);
    }
}
