package org.tongmai.fhir;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.tongmai.access.TestNode;

/**
 * One node without sign-in for the tests of this package that do not mind each other's records. It starts with the first class
 * that it extends and is closed at the end of the run.
 */
final class OpenNode implements BeforeAllCallback {

    private static @Nullable TestNode node;

    @Override
    public void beforeAll(ExtensionContext context) {
        node = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OpenNode.class))
                .computeIfAbsent("node", key -> TestNode.start("--tongmai.auth=none"), TestNode.class);
    }

    static Client client() {
        return new Client(url());
    }

    static <T> T bean(Class<T> type) {
        return Objects.requireNonNull(node).bean(type);
    }

    static String url() {
        return Objects.requireNonNull(node).url();
    }
}
