package org.tongmai.fhir;

import org.tongmai.access.TestNode;

/** One node without sign-in for the tests of this package that do not mind each other's records; it starts with the first. */
final class OpenNode {

    static final TestNode NODE = TestNode.start("--tongmai.auth=none");

    private OpenNode() {}

    static Client client() {
        return new Client(NODE.url());
    }

    static String url() {
        return NODE.url();
    }
}
