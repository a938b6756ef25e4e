package org.tongmai.fhir.subscription;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;

/** A receiver that anybody may name is no way into the network of the node. */
class NetworksTest {

    private final Networks networks = new Networks(List.of("10.20.0.0/16", "fd00:20::/32"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://localhost/",
                "https://0.0.0.0/",
                "https://10.21.0.1/",
                "https://192.168.1.1/",
                "https://172.16.0.9/",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fe80::1]/",
                "https://[fd00:21::1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://2130706433/",
                "http://93.184.216.34/",
                "https://user:secret@93.184.216.34/",
                "ftp://93.184.216.34/",
                "file:///etc/passwd"
            })
    void whatTheOperatorDidNotNameIsRefused(String endpoint) {
        assertThatThrownBy(() -> networks.require(URI.create(endpoint))).isInstanceOf(Problem.class);
    }

    @Test
    void publicAddressesOverTlsAndNamedNetworksAreOpen() {
        for (String endpoint :
                List.of("https://93.184.216.34/hook", "http://10.20.3.4:8080/hook", "https://[fd00:20::1]/")) {
            assertThatCode(() -> networks.require(URI.create(endpoint))).doesNotThrowAnyException();
        }
    }
}
