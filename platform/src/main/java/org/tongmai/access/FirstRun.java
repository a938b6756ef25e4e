package org.tongmai.access;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.tongmai.kernel.crypto.PrivateFiles;

/**
 * Makes, where they are missing, the operator's account with a generated password in a private file, and the client of the
 * node's own pages.
 */
final class FirstRun implements SmartInitializingSingleton {

    static final String OPERATOR = "operator";

    static final String FILE = "operator-password";

    private static final Logger LOG = LoggerFactory.getLogger(FirstRun.class);

    private final Accounts accounts;
    private final Clients clients;
    private final AccessSettings settings;

    FirstRun(Accounts accounts, Clients clients, AccessSettings settings) {
        this.accounts = accounts;
        this.clients = clients;
        this.settings = settings;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!accounts.anyOperator()) {
            Path file = settings.secrets().resolve(FILE);
            String password = Passwords.next();
            PrivateFiles.write(
                    file, ("account=" + OPERATOR + "\npassword=" + password + "\n").getBytes(StandardCharsets.UTF_8));
            accounts.createWithMade(NewAccount.platform(OPERATOR, "Operator", Role.OPERATOR, password), "first-run");
            LOG.info("First run: the operator's account and its password are in {}", file);
        }
        if (!clients.exists(Clients.PORTAL)) {
            clients.registerApplication(Clients.PORTAL, "Tongmai", redirects(settings.issuer()), "first-run");
        }
    }

    private static Set<String> redirects(@Nullable URI issuer) {
        Set<String> uris = new LinkedHashSet<>(Set.of("http://127.0.0.1/", "http://[::1]/"));
        if (issuer != null && "https".equals(issuer.getScheme())) {
            uris.add(issuer.resolve("/").toString());
        }
        return uris;
    }
}
