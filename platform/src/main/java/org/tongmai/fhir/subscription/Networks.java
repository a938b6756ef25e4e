package org.tongmai.fhir.subscription;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.tongmai.kernel.Problem;

/**
 * Where notifications may go. A receiver that anybody may name must not become a way into the network of this node: addresses of
 * the machine itself, of private networks and of the link are refused, unless they are in a network that the operator named.
 */
final class Networks {

    /** Of one network: its address and how many leading bits count. */
    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if (((address[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Not for everybody, and not told by {@link InetAddress}: shared, benchmark and reserved ranges, unique local IPv6. */
    private static final List<Network> RESERVED = networks(List.of(
            "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "fc00::/7", "64:ff9b::/96"));

    private final List<Network> named;

    /** @param named as {@code 10.20.0.0/16} */
    Networks(Collection<String> named) {
        this.named = networks(named);
    }

    private static List<Network> networks(Collection<String> texts) {
        var out = new ArrayList<Network>();
        for (String text : texts) {
            String[] parts = text.strip().split("/", -1);
            try {
                byte[] address = InetAddress.getByName(parts[0]).getAddress();
                out.add(new Network(address, parts.length > 1 ? Integer.parseInt(parts[1]) : address.length * 8));
            } catch (UnknownHostException | NumberFormatException e) {
                throw new IllegalArgumentException("not a network: " + text, e);
            }
        }
        return out;
    }

    /**
     * @throws Problem {@code fhir.subscription-endpoint}
     * @throws UnknownHostException where its host has no address, for now or for ever
     */
    void require(URI endpoint) throws UnknownHostException {
        String scheme = String.valueOf(endpoint.getScheme());
        boolean web = scheme.equals("https") || scheme.equals("http");
        if (!web || endpoint.getHost() == null || endpoint.getUserInfo() != null || endpoint.getFragment() != null) {
            throw refused("It is not an http or https address of a host, without user and fragment.");
        }
        InetAddress[] addresses = InetAddress.getAllByName(endpoint.getHost());
        boolean inside = Arrays.stream(addresses).allMatch(this::named);
        if (!inside && (!scheme.equals("https") || !Arrays.stream(addresses).allMatch(Networks::open))) {
            throw refused(
                    "Outside the networks that the operator named, notifications go to public addresses over TLS only.");
        }
    }

    private boolean named(InetAddress address) {
        return named.stream().anyMatch(network -> network.contains(address.getAddress()));
    }

    private static boolean open(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && RESERVED.stream().noneMatch(network -> network.contains(address.getAddress()));
    }

    /** Of an endpoint whose host has no address. */
    static Problem nowhere() {
        return refused("Its host has no address.");
    }

    private static Problem refused(String why) {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "fhir.subscription-endpoint",
                "Notifications may not be sent to this endpoint.",
                why,
                "Use an https address, or ask the operator to name the network (tongmai.fhir.subscription.networks).");
    }
}
