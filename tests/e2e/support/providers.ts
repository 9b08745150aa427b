// A business number at each provider, as the simulator plays it.
export type Place = {
  provider: string;
  title: string;
  number: string;
  numberId: string;
  accountId: string;
  /** Below the simulator's address. */
  path: string;
  /** It says when the phone rings and when it is picked up. */
  tells: boolean;
};

export const places: Place[] = [
  {
    provider: 'meta', title: 'Meta Cloud API', number: '+15550002222', numberId: '306540352242922', accountId: '366634483210360',
    path: '/meta/v23.0', tells: true,
  },
  {
    provider: 'dialog360', title: '360dialog', number: '+4930550001', numberId: '206540352242922', accountId: '',
    path: '/dialog360', tells: true,
  },
  {
    provider: 'ycloud', title: 'YCloud', number: '+6283138205150', numberId: '461269257068832', accountId: '188234691048809',
    path: '/ycloud/v2', tells: true,
  },
  {
    provider: 'vobiz', title: 'Vobiz', number: '+911140001234', numberId: '3f1c9b7e-2d4a-4f6b-9c8e-0a1b2c3d4e5f', accountId: 'MA_DEMO0001',
    path: '/vobiz/api/v1/messaging', tells: true,
  },
  {
    provider: 'positus', title: 'Positus', number: '+551131361234', numberId: '5dbbbf01-2f92-4389-b512-45de86c4a66f', accountId: '',
    path: '/positus/v2', tells: false,
  },
];
