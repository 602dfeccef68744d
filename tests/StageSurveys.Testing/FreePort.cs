using System.Net;
using System.Net.Sockets;

namespace StageSurveys.Testing;

/// <summary>Ports on 127.0.0.1 that nobody listens on.</summary>
public static class FreePort
{
    private static readonly HashSet<int> Given = [];

    /// <summary>A free port, never the same one twice in a process. Below the range that outgoing connections use.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(15000, 32000);
            lock (Given)
            {
                if (Given.Contains(port) || !IsFree(port))
                {
                    continue;
                }
                Given.Add(port);
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
