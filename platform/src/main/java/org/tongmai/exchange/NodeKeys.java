package org.tongmai.exchange;

import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.crypto.KeyVault;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.kernel.crypto.TlsIdentity;

/** The keys of this node: the one that signs its messages, and the certificate of its connections. Made when first needed. */
final class NodeKeys {

    static final String ALL = "select id, suite, public_key from exchange.signing_key order by place desc";

    static final String ADD = "insert into exchange.signing_key (id, suite, public_key, made_at) values (?, ?, ?, ?)";

    private static final int ID_BYTES = 8;

    private final JdbcClient jdbc;
    private final Suite suite;
    private final Supplier<KeyVault> vault;
    private final Supplier<TlsIdentity> tls;
    private final Clock clock;
    private volatile List<Own> known = List.of();

    private record Own(String id, byte[] publicKey) {}

    /** Opens the files when they are first needed: most nodes speak to no other. */
    NodeKeys(JdbcClient jdbc, Suite suite, Supplier<KeyVault> vault, Supplier<TlsIdentity> tls, Clock clock) {
        this.jdbc = jdbc;
        this.suite = suite;
        this.vault = vault;
        this.tls = tls;
        this.clock = clock;
    }

    Suite suite() {
        return suite;
    }

    TlsIdentity tls() {
        return tls.get();
    }

    String keyId() {
        return own().id();
    }

    String publicKey() {
        return Jws.encode(own().publicKey());
    }

    String certificate() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(tls.get().certificate());
    }

    String sign(String type, Object payload) {
        String id = keyId();
        return Jws.sign(suite, id, type, payload, message -> vault.get().sign(id, message));
    }

    /** Signs with a new key from now on; whoever knew the old one has to be told. */
    void renew() {
        byte[] bytes = new byte[ID_BYTES];
        new SecureRandom().nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        byte[] publicKey = suite.encode(vault.get().make(id));
        jdbc.sql(ADD)
                .params(id, suite.word(), publicKey, Timestamp.from(clock.instant()))
                .update();
        known = List.of();
    }

    private synchronized Own own() {
        if (known.isEmpty()) {
            known = read();
            if (known.isEmpty()) {
                renew();
                known = read();
            }
        }
        return known.getFirst();
    }

    private List<Own> read() {
        Set<String> ours = vault.get().names();
        return jdbc
                .sql(ALL)
                .query((row, n) -> row.getString("suite").equals(suite.word()) && ours.contains(row.getString("id"))
                        ? new Own(row.getString("id"), row.getBytes("public_key"))
                        : new Own("", new byte[0]))
                .list()
                .stream()
                .filter(own -> !own.id().isEmpty())
                .toList();
    }
}
