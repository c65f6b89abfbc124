import { createBrowserRouter, type RouteObject } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { Frame } from './Frame.tsx'
import { Lost, RouteFailure } from './Lost.tsx'
import { ListPage } from './pages/ListPage.tsx'
import { Guard } from './parts/Guard.tsx'

/** Pages behind a sign-in; each is a file of its own that is fetched when it is first needed. */
const guarded: RouteObject[] = [
  { path: 'cart', lazy: async () => ({ Component: (await import('./pages/CartPage.tsx')).CartPage }) },
  {
    path: 'checkout',
    lazy: async () => ({ Component: (await import('./pages/CheckoutPage.tsx')).CheckoutPage }),
  },
  {
    path: 'pay/:no',
    lazy: async () => ({ Component: (await import('./pages/CashierPage.tsx')).CashierPage }),
  },
  {
    path: 'pay-together',
    lazy: async () => ({ Component: (await import('./pages/TogetherPage.tsx')).TogetherPage }),
  },
  {
    path: 'pay-together/:no',
    lazy: async () => ({ Component: (await import('./pages/TogetherPage.tsx')).TogetherByNumber }),
  },
  { path: 'orders', lazy: async () => ({ Component: (await import('./pages/OrdersPage.tsx')).OrdersPage }) },
  {
    path: 'orders/:no',
    lazy: async () => ({ Component: (await import('./pages/OrderPage.tsx')).OrderPage }),
  },
  { path: 'wallet', lazy: async () => ({ Component: (await import('./pages/WalletPage.tsx')).WalletPage }) },
  { path: 'inbox', lazy: async () => ({ Component: (await import('./pages/InboxPage.tsx')).InboxPage }) },
  {
    path: 'contact',
    lazy: async () => ({ Component: (await import('./pages/ContactPage.tsx')).ContactPage }),
  },
  {
    path: 'addresses',
    lazy: async () => ({ Component: (await import('./pages/AddressesPage.tsx')).AddressesPage }),
  },
]

const router = createBrowserRouter([
  {
    element: <Frame />,
    errorElement: <RouteFailure />,
    hydrateFallbackElement: <span />,
    children: [
      { index: true, element: <ListPage /> },
      {
        path: 'products/:id',
        lazy: async () => ({ Component: (await import('./pages/ProductPage.tsx')).ProductPage }),
      },
      {
        path: 'sign-in',
        lazy: async () => ({ Component: (await import('./pages/SignInPage.tsx')).SignInPage }),
      },
      { path: 'me', lazy: async () => ({ Component: (await import('./pages/MePage.tsx')).MePage }) },
      { element: <Guard />, children: guarded },
      { path: '*', element: <Lost /> },
    ],
  },
])

export const App = () => <RouterProvider router={router} />
