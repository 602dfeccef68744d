using System.Net;
using System.Net.Sockets;

namespace StageSurveys.Web.Hosting;

/// <summary>Finds a taken port before the first start spends half a minute on a workspace that nobody could open.</summary>
public static class FreeAddress
{
    /// <exception cref="StartupFault">Another program listens on one of the addresses that are asked for.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var url in (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0 || Listens(address) is not { } ip) continue;
            try
            {
                using var listener = new TcpListener(ip, address.Port);
                listener.Start();
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new StartupFault($"Failed to bind to address {url}: address already in use. Stop the other program, or choose another address with --urls http://localhost:5081.");
            }
        }
    }

    // Names of hosts and wildcards are left to the server itself, which says the same a little later.
    private static IPAddress? Listens(BindingAddress address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.TryParse(address.Host, out var ip) ? ip : null;
}
